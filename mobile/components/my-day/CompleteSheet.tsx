import type { DayTask } from '@foryou-crm/contract/my-day';
import Check from 'lucide-react-native/icons/check';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Field } from '@/components/ui/Field';
import { Sheet } from '@/components/ui/Sheet';

export interface CompleteSheetProps {
  task: DayTask;
  open: boolean;
  onClose: () => void;
  /** `result` may be empty. */
  onComplete: (result: string) => void;
}

/** Asks what came of a task; amoCRM takes back no completion, so nothing is done by one touch. */
export function CompleteSheet({ task, open, onClose, onComplete }: CompleteSheetProps) {
  const { t } = useTranslation('my-day');
  const [result, setResult] = useState('');
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t('completeTitle')}
      description={task.text === '' ? t('noText') : task.text}
      footer={<Button icon={Check} label={t('done')} onPress={() => onComplete(result.trim())} />}
    >
      <Field
        label={t('result')}
        hint={t('resultHint')}
        value={result}
        onChangeText={setResult}
        enterKeyHint="done"
        onSubmitEditing={() => onComplete(result.trim())}
      />
    </Sheet>
  );
}
