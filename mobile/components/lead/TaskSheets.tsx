import type { Task } from '@foryou-crm/contract/lead';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Chip } from '@/components/ui/Chip';
import { Sheet } from '@/components/ui/Sheet';
import { space } from '@/theme/tokens';
import { TextBox } from './TextBox';
import type { TaskBody } from './unsent';
import { useChoices } from './use-settings';
import { WhenPicker } from './WhenPicker';

/** A new task of this lead: what kind, what, when. */
export function AddTaskSheet({
  open,
  timeZone,
  onClose,
  onAdd,
}: {
  open: boolean;
  timeZone: string | null;
  onClose: () => void;
  onAdd: (task: TaskBody) => void;
}) {
  const { t } = useTranslation('lead');
  const types = useChoices()?.taskTypes ?? [];
  const [typeId, setTypeId] = useState(1);
  const [text, setText] = useState('');
  const [at, setAt] = useState<Date | null>(null);
  const words = text.trim();
  const missing =
    words === '' ? t('tasks.needsText') : at === null ? t('tasks.needsTime') : undefined;
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t('tasks.new')}
      footer={
        <Button
          label={t('tasks.add')}
          disabledReason={missing}
          onPress={() => at !== null && onAdd({ text: words, dueAt: at.toISOString(), typeId })}
        />
      }
    >
      <TextBox label={t('tasks.what')} value={text} onChangeText={setText} lines={2} />
      {types.length > 1 && (
        <View style={styles.types} role="group" aria-label={t('tasks.type')}>
          {types.map(({ id, name }) => (
            <Chip key={id} label={name} selected={id === typeId} onPress={() => setTypeId(id)} />
          ))}
        </View>
      )}
      <WhenPicker value={at} onChange={setAt} timeZone={timeZone} />
    </Sheet>
  );
}

/** Done, and with what result, if there is something to say. */
export function CompleteTaskSheet({
  task,
  onClose,
  onComplete,
}: {
  /** Null: closed. */
  task: Task | null;
  onClose: () => void;
  onComplete: (task: Task, result: string) => void;
}) {
  const { t } = useTranslation('lead');
  const [result, setResult] = useState('');
  return (
    <Sheet
      open={task !== null}
      onClose={onClose}
      title={t('tasks.completeTitle')}
      {...(task !== null && { description: task.text })}
      footer={
        <Button
          label={t('tasks.complete')}
          onPress={() => {
            if (task !== null) onComplete(task, result.trim());
            setResult('');
          }}
        />
      }
    >
      <TextBox label={t('tasks.result')} value={result} onChangeText={setResult} lines={2} />
    </Sheet>
  );
}

const styles = StyleSheet.create({
  types: { flexDirection: 'row', flexWrap: 'wrap', columnGap: space.m, rowGap: space.l },
});
