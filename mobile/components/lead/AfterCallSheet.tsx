import { useState } from 'react';
import { StyleSheet } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Field } from '@/components/ui/Field';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { TextBox } from './TextBox';
import { WhenPicker } from './WhenPicker';

export type CallLog = {
  note: string;
  /** Null: there is nothing to do next. */
  task: { text: string; dueAt: string } | null;
};

/** After a call: what was said, and what to do next. Both are optional; that there was a call is kept. */
export function AfterCallSheet({
  open,
  phone,
  timeZone,
  onClose,
  onSave,
}: {
  open: boolean;
  /** The number that was called; null: it is not known which. */
  phone: string | null;
  timeZone: string | null;
  onClose: () => void;
  onSave: (log: CallLog) => void;
}) {
  const { t } = useTranslation('lead');
  const [said, setSaid] = useState('');
  const [what, setWhat] = useState(() => t('afterCall.callBack'));
  const [at, setAt] = useState<Date | null>(null);
  const save = () => {
    const call = phone === null ? t('afterCall.call') : t('afterCall.callTo', { phone });
    const text = said.trim();
    onSave({
      note: text === '' ? call : `${call}\n${text}`,
      task:
        at === null
          ? null
          : { text: what.trim() || t('afterCall.callBack'), dueAt: at.toISOString() },
    });
  };
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={phone === null ? t('afterCall.title') : t('afterCall.titleTo', { phone })}
      footer={
        <Button label={t(at === null ? 'afterCall.save' : 'afterCall.saveBoth')} onPress={save} />
      }
    >
      <TextBox
        label={t('afterCall.said')}
        placeholder={t('composer.placeholder')}
        value={said}
        onChangeText={setSaid}
        lines={3}
      />
      <Text variant="label" weight="semibold" heading={3} style={styles.next}>
        {t('afterCall.next')}
      </Text>
      <WhenPicker value={at} onChange={setAt} timeZone={timeZone} optional />
      {at !== null && <Field label={t('tasks.what')} value={what} onChangeText={setWhat} />}
    </Sheet>
  );
}

const styles = StyleSheet.create({ next: { marginBottom: -8 } });
