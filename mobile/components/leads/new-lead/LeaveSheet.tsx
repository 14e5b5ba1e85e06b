import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Sheet } from '@/components/ui/Sheet';
import { space } from '@/theme/tokens';

/** A form with something in it is left: keep it for later, or throw it away. */
export function LeaveSheet({
  open,
  onStay,
  onKeep,
  onDiscard,
}: {
  open: boolean;
  onStay: () => void;
  onKeep: () => void;
  onDiscard: () => void;
}) {
  const { t } = useTranslation('leads');
  return (
    <Sheet
      open={open}
      onClose={onStay}
      title={t('new.leave.title')}
      description={t('new.leave.text')}
      footer={
        <View style={styles.buttons}>
          <Button label={t('new.leave.keep')} onPress={onKeep} />
          <Button kind="destructive" label={t('new.leave.discard')} onPress={onDiscard} />
          <Button kind="quiet" label={t('new.leave.stay')} onPress={onStay} />
        </View>
      }
    />
  );
}

const styles = StyleSheet.create({ buttons: { gap: space.m } });
