import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '@/components/ui/Field';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Text } from '@/components/ui/Text';

export type Choice = { id: number; label: string; note?: string; mark?: ReactNode };

/** Where there are more than these, one can type to find one. */
const MANY = 12;
const SHOWN = 60;

/** One of several to choose; pressing the chosen one chooses it again. */
export function ChoiceList({
  title,
  choices,
  chosen,
  onChoose,
}: {
  title?: string;
  choices: readonly Choice[];
  chosen: number | undefined;
  onChoose: (id: number) => void;
}) {
  const { t } = useTranslation('leads');
  const [sought, setSought] = useState('');
  const wanted = sought.trim().toLocaleLowerCase();
  const found = choices.filter(({ label }) => label.toLocaleLowerCase().includes(wanted));
  return (
    <>
      {choices.length > MANY && (
        <Field label={t('filter.find')} value={sought} onChangeText={setSought} />
      )}
      {found.length === 0 ? (
        <Text tone="ink2">{t('filter.nothing')}</Text>
      ) : (
        <Group {...(title !== undefined && { title })}>
          {found.slice(0, SHOWN).map(({ id, label, note, mark }) => (
            <ListRow
              key={id}
              label={label}
              chosen={id === chosen}
              onPress={() => onChoose(id)}
              {...(note !== undefined && { value: note })}
              {...(mark !== undefined && { trailing: mark })}
            />
          ))}
        </Group>
      )}
    </>
  );
}
