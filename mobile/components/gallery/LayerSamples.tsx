import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { useToast } from '@/components/ui/toast-context';
import { Sample } from './Sample';

const nothing = () => undefined;

/** What lies over a screen: each is opened by its button. */
export function LayerSamples() {
  const toast = useToast();
  const [open, setOpen] = useState<'sheet' | 'dialog' | null>(null);
  const close = () => setOpen(null);
  const opens = (label: string, onPress: () => void) => (
    <Button kind="secondary" size="inPlace" label={label} onPress={onPress} />
  );
  return (
    <Sample name="Toast, Sheet, ConfirmDialog">
      {opens('Toast with undo', () =>
        toast.show({
          tone: 'ok',
          text: 'Переміщено: Переговори',
          action: { label: 'Скасувати', onPress: nothing },
        }),
      )}
      {opens('Refusal', () =>
        toast.show({ tone: 'danger', text: 'amoCRM не прийняла зміну. Угоду повернено.' }),
      )}
      {opens('Sheet', () => setOpen('sheet'))}
      {opens('Dialog', () => setOpen('dialog'))}
      <Sheet open={open === 'sheet'} onClose={close} title="A sheet" description="What it is for.">
        <Text>Its content.</Text>
      </Sheet>
      <ConfirmDialog
        open={open === 'dialog'}
        title="Do it?"
        description="What goes, what stays."
        confirmLabel="Do it"
        onConfirm={close}
        onCancel={close}
      />
    </Sample>
  );
}
