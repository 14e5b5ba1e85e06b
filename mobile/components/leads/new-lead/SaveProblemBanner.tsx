import CircleAlert from 'lucide-react-native/icons/circle-alert';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { space } from '@/theme/tokens';
import type { SaveProblem } from './use-save-lead';

/** Why the lead is not saved, or not known to be, what is safe, and what can be done. */
export function SaveProblemBanner({
  problem,
  onLook,
  onOnceMore,
}: {
  problem: SaveProblem;
  onLook: () => void;
  onOnceMore: () => void;
}) {
  const { t } = useTranslation('leads');
  const crm = useCrmName();
  const { title, text } = useFailureWords()(problem.failure);
  if (problem.kind !== 'unknown') {
    return (
      <Banner
        tone="danger"
        icon={TriangleAlert}
        title={title}
        text={[...text, t(problem.kind === 'silent' ? 'new.safeToRepeat' : 'new.kept')]}
      />
    );
  }
  return (
    <View style={styles.stack}>
      <Banner
        tone="warn"
        icon={CircleAlert}
        title={t('new.unknown.title', { crm })}
        text={t('new.unknown.text', { crm })}
      />
      <Button kind="secondary" label={t('new.unknown.look')} onPress={onLook} />
      <Button kind="quiet" label={t('new.unknown.onceMore')} onPress={onOnceMore} />
    </View>
  );
}

const styles = StyleSheet.create({ stack: { gap: space.m } });
