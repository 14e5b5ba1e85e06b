import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';

/** The agency's administrator resets passwords: no mail goes out from here. */
export function ForgotPassword() {
  const { t } = useTranslation('auth');
  const { t: common } = useTranslation('common');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" label={t('signIn.forgot')} onPress={() => setOpen(true)} />
      <Sheet
        open={open}
        onClose={() => setOpen(false)}
        title={t('forgot.title')}
        description={t('forgot.text')}
        footer={<Button label={common('understood')} onPress={() => setOpen(false)} />}
      >
        <Text variant="label" tone="ink2">
          {t('forgot.note')}
        </Text>
      </Sheet>
    </>
  );
}
