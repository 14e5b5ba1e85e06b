import type { FieldGroup } from '@foryou-crm/contract/fields';
import type { CustomField } from '@foryou-crm/contract/lead';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/ui/Text';
import { space } from '@/theme/tokens';
import { FieldGrid } from './FieldGrid';
import { Section } from './Section';
import type { LeadAccount } from './use-account';
import { useFields } from './use-settings';
import { useValueWords } from './use-value-words';

/** How many fields are shown before one asks for all of them. */
const FEW = 4;

/** The lead's custom fields that are filled: a few, or all of them in amoCRM's groups. */
export function Fields({
  fields,
  account,
}: {
  fields: readonly CustomField[];
  account: LeadAccount;
}) {
  const { t } = useTranslation('lead');
  const words = useValueWords(account);
  const definitions = useFields()?.leads;
  const [all, setAll] = useState(false);
  if (fields.length === 0) return null;
  const groups = inGroups(fields, definitions ?? []);
  const few = groups.flatMap((group) => group.fields).slice(0, FEW);
  return (
    <Section
      title={t('fields.title')}
      {...(fields.length > FEW && {
        action: {
          icon: null,
          label: all ? t('fields.fewer') : t('fields.all', { count: fields.length }),
          onPress: () => setAll(!all),
        },
      })}
    >
      {all ? (
        <View style={styles.groups}>
          {groups.map((group) => (
            <View key={group.id} style={styles.group}>
              {groups.length > 1 && (
                <Text variant="label" tone="ink3" heading={3}>
                  {group.name ?? t('fields.others')}
                </Text>
              )}
              <FieldGrid fields={group.fields} words={words} />
            </View>
          ))}
        </View>
      ) : (
        <FieldGrid fields={few} words={words} />
      )}
    </Section>
  );
}

type Shown = { id: string; name: string | null; fields: CustomField[] };

/** What is filled, where amoCRM's card has it; what no group knows comes last, without a name. */
function inGroups(fields: readonly CustomField[], definitions: readonly FieldGroup[]): Shown[] {
  const byId = new Map(fields.map((field) => [field.id, field]));
  const known = definitions.map(({ id, name, fields: places }) => ({
    id,
    name,
    fields: places.flatMap((place) => byId.get(place.id) ?? []),
  }));
  const placed = new Set(known.flatMap((group) => group.fields.map(({ id }) => id)));
  const rest = fields.filter(({ id }) => !placed.has(id));
  return [...known, { id: '', name: null, fields: rest }].filter(
    ({ fields: own }) => own.length > 0,
  );
}

const styles = StyleSheet.create({ groups: { gap: space.l }, group: { gap: space.s } });
