import type { AdminConnection } from '@foryou-crm/contract/admin';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { stateOfPerson, toneOfPerson, useWhy } from './connection-words';
import { StateRow } from './StateRow';

export interface PersonRowProps {
  person: AdminConnection;
  isSelf: boolean;
  now: Date;
  onPress: () => void;
}

/** One person of the agency: who, which account, whether it works and if not, why. */
export function PersonRow({ person, isSelf, now, onPress }: PersonRowProps) {
  const { t } = useTranslation('admin');
  const why = useWhy()(person, now);
  const state = stateOfPerson(person);
  return (
    <StateRow
      name={person.name}
      state={{ label: t(`state.${state}`), tone: toneOfPerson[state], dot: state !== 'never' }}
      place={person.connection?.accountName ?? person.email ?? ''}
      words={why === null ? null : { text: why, tone: state === 'broken' ? 'danger' : 'warn' }}
      picture={<Avatar name={person.name} size={36} own={isSelf} />}
      onPress={onPress}
    />
  );
}
