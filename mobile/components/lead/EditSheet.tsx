import type { LeadDetails } from '@foryou-crm/contract/lead';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Field } from '@/components/ui/Field';
import { Sheet } from '@/components/ui/Sheet';

/** What the lead is called and what it is worth. */
export function EditSheet({
  open,
  lead,
  currency,
  onClose,
  onSave,
}: {
  open: boolean;
  lead: LeadDetails;
  currency: string | null;
  onClose: () => void;
  /** What has changed, and only that. */
  onSave: (change: { name?: string; price?: number }) => void;
}) {
  const { t } = useTranslation('lead');
  const [name, setName] = useState(lead.name);
  const [price, setPrice] = useState(lead.price === 0 ? '' : String(lead.price));
  const amount = readPrice(price);
  const title = name.trim();
  const save = () => {
    if (amount === null || title === '') return;
    onClose();
    const change = {
      ...(title !== lead.name && { name: title }),
      ...(amount !== lead.price && { price: amount }),
    };
    if (Object.keys(change).length > 0) onSave(change);
  };
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t('edit.title')}
      footer={<Button label={t('edit.save')} onPress={save} />}
    >
      <Field
        label={t('edit.name')}
        value={name}
        onChangeText={setName}
        error={title === '' ? t('edit.noName') : undefined}
      />
      <Field
        label={currency === null ? t('edit.price') : t('edit.priceIn', { currency })}
        value={price}
        onChangeText={setPrice}
        inputMode="numeric"
        onSubmitEditing={save}
        error={amount === null ? t('edit.badPrice') : undefined}
      />
    </Sheet>
  );
}

/** Whole units; groups may be typed. Empty: none yet. Null: not a price. */
function readPrice(typed: string): number | null {
  const digits = typed.replace(/[\s\u00A0\u202F.,'’]/g, '');
  if (!/^\d*$/.test(digits)) return null;
  const amount = Number(digits);
  return Number.isSafeInteger(amount) ? amount : null;
}
