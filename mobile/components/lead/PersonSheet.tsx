import Mail from 'lucide-react-native/icons/mail';
import Phone from 'lucide-react-native/icons/phone';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { FieldGrid } from './FieldGrid';
import type { Person } from './People';
import {
  companyEmails,
  companyPhones,
  emailsOf,
  phonesOf,
  type Grouped,
  type Reach,
  type Way,
} from './reach';
import type { LeadAccount } from './use-account';
import { useValueWords } from './use-value-words';

/** All that is known of a contact or company; its numbers and addresses are there to press. */
export function PersonSheet({
  person,
  account,
  grouped,
  onClose,
  onReach,
}: {
  person: Person | null;
  account: LeadAccount;
  grouped: Grouped;
  onClose: () => void;
  onReach: (way: Way, reach: Reach) => void;
}) {
  const { t } = useTranslation('lead');
  const words = useValueWords(account);
  const who = person?.kind === 'company' ? person.company : person?.contact;
  const phones =
    person === null
      ? []
      : person.kind === 'contact'
        ? phonesOf([person.contact], grouped)
        : companyPhones(person.company, grouped);
  const emails =
    person === null
      ? []
      : person.kind === 'contact'
        ? emailsOf([person.contact])
        : companyEmails(person.company);
  const fields = (who?.customFields ?? []).filter(
    ({ code, values }) => code !== 'PHONE' && code !== 'EMAIL' && values.length > 0,
  );
  const empty = phones.length + emails.length + fields.length === 0;
  return (
    <Sheet
      open={person !== null}
      onClose={onClose}
      title={who === undefined || who.name === '' ? t('people.unnamed') : who.name}
    >
      {phones.length + emails.length > 0 && (
        <Group>
          {phones.map((reach) => (
            <ListRow
              key={reach.shown}
              icon={Phone}
              label={reach.shown}
              accessibilityHint={t('reach.call')}
              onPress={() => onReach('call', reach)}
            />
          ))}
          {emails.map((reach) => (
            <ListRow
              key={reach.shown}
              icon={Mail}
              label={reach.shown}
              accessibilityHint={t('reach.email')}
              onPress={() => onReach('email', reach)}
            />
          ))}
        </Group>
      )}
      {fields.length > 0 && <FieldGrid fields={fields} words={words} />}
      {empty && <Text tone="ink2">{t('people.empty')}</Text>}
    </Sheet>
  );
}
