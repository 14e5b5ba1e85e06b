import type { Choices } from '@foryou-crm/contract/choices';
import type { LeadDetails } from '@foryou-crm/contract/lead';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { nameOfUser, type LeadAccount } from './use-account';

export type User = Choices['users'][number];

/** To whom the lead can be given. */
export function GiveSheet({
  open,
  lead,
  users,
  account,
  onClose,
  onGive,
}: {
  open: boolean;
  lead: LeadDetails;
  users: readonly User[];
  account: LeadAccount;
  onClose: () => void;
  onGive: (user: User) => void;
}) {
  const { t } = useTranslation('lead');
  return (
    <Sheet open={open} onClose={onClose} title={t('responsible.title')}>
      <Group>
        {users.map((user) => (
          <ListRow
            key={user.id}
            label={nameOfUser(user, account) ?? t('unknownUser')}
            {...(user.isMe && { note: t('responsible.me') })}
            chosen={user.id === lead.responsibleUser.id}
            onPress={() => {
              onClose();
              if (user.id !== lead.responsibleUser.id) onGive(user);
            }}
          />
        ))}
      </Group>
    </Sheet>
  );
}
