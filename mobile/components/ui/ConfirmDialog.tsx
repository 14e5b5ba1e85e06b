import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { space } from '@/theme/tokens';
import { Button } from './Button';
import { Sheet } from './Sheet';

export interface ConfirmDialogProps {
  open: boolean;
  /** A question. */
  title: string;
  /** What it means: what goes, what stays. */
  description: string;
  /** The act itself, as a verb: never "Yes". */
  confirmLabel: string;
  cancelLabel?: string;
  onConfirm: () => void;
  onCancel: () => void;
  busy?: boolean;
  destructive?: boolean;
  children?: ReactNode;
}

/** Asks before what cannot be taken back. */
export function ConfirmDialog({
  open,
  title,
  description,
  confirmLabel,
  cancelLabel,
  onConfirm,
  onCancel,
  busy = false,
  destructive = true,
  children,
}: ConfirmDialogProps) {
  const { t } = useTranslation('common');
  return (
    <Sheet
      open={open}
      onClose={onCancel}
      title={title}
      description={description}
      footer={
        <View style={styles.buttons}>
          <Button
            kind={destructive ? 'destructive' : 'primary'}
            label={confirmLabel}
            onPress={onConfirm}
            busy={busy}
          />
          <Button kind="quiet" label={cancelLabel ?? t('cancel')} onPress={onCancel} />
        </View>
      }
    >
      {children}
    </Sheet>
  );
}

const styles = StyleSheet.create({ buttons: { gap: space.xs } });
