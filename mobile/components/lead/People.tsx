import type { Company, Contact, LeadDetails } from '@foryou-crm/contract/lead';
import Building from 'lucide-react-native/icons/building';
import ChevronRight from 'lucide-react-native/icons/chevron-right';
import type { ReactNode } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { Group } from '@/components/ui/Group';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { height, space } from '@/theme/tokens';
import { emailsOf, phonesOf, type Grouped } from './reach';
import { Section } from './Section';

export type Person = { kind: 'contact'; contact: Contact } | { kind: 'company'; company: Company };

/** Who the lead is about. What the caller may not see is counted in words. */
export function People({
  lead,
  grouped,
  onOpen,
}: {
  lead: LeadDetails;
  grouped: Grouped;
  onOpen: (person: Person) => void;
}) {
  const { t } = useTranslation('lead');
  const { contacts, company, hiddenContacts } = lead;
  const nobody = contacts.length === 0 && company === null && hiddenContacts === 0;
  return (
    <Section title={t('people.title')}>
      <Group>
        {contacts.map((contact) => {
          const name = contact.name === '' ? t('people.unnamed') : contact.name;
          const reach = phonesOf([contact], grouped)[0] ?? emailsOf([contact])[0];
          return (
            <Row
              key={contact.id}
              picture={<Avatar name={name} size={36} />}
              name={name}
              strong
              note={reach?.shown ?? null}
              onPress={() => onOpen({ kind: 'contact', contact })}
            />
          );
        })}
        {company !== null && (
          <Row
            picture={<Icon as={Building} tone="ink2" />}
            name={company.name === '' ? t('people.unnamedCompany') : company.name}
            note={null}
            onPress={() => onOpen({ kind: 'company', company })}
          />
        )}
        {hiddenContacts > 0 && <Note words={t('people.hidden', { count: hiddenContacts })} />}
        {nobody && <Note words={t('people.nobody')} />}
      </Group>
    </Section>
  );
}

function Row({
  picture,
  name,
  note,
  strong = false,
  onPress,
}: {
  picture: ReactNode;
  name: string;
  note: string | null;
  strong?: boolean;
  onPress: () => void;
}) {
  const { colours } = useTheme();
  return (
    <Pressable
      role="button"
      onPress={onPress}
      style={({ pressed }) => [styles.row, pressed && { backgroundColor: colours.chipOn }]}
    >
      <View style={styles.picture} aria-hidden importantForAccessibility="no-hide-descendants">
        {picture}
      </View>
      <View style={styles.words}>
        <Text weight={strong ? 'semibold' : 'regular'}>{name}</Text>
        {note !== null && (
          <Text variant="label" tone="ink2" tabular>
            {note}
          </Text>
        )}
      </View>
      <Icon as={ChevronRight} size={18} tone="ink3" />
    </Pressable>
  );
}

const Note = ({ words }: { words: string }) => (
  <View style={styles.note}>
    <Text variant="label" tone="ink2">
      {words}
    </Text>
  </View>
);

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: height.touch,
    paddingHorizontal: space.l,
    paddingVertical: space.m,
  },
  picture: { width: 36, alignItems: 'center' },
  words: { flex: 1, gap: space.xxs },
  note: { paddingHorizontal: space.l, paddingVertical: space.l },
});
