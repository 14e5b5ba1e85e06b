import type { AdminConnection } from '@foryou-crm/contract/admin';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import Unplug from 'lucide-react-native/icons/unplug';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { useToast } from '@/components/ui/toast-context';
import { useFormat } from '@/i18n/use-format';
import { stateOfPerson, useWhy } from './connection-words';
import { useDisconnectPerson } from './use-admin';

export interface PersonSheetProps {
  person: AdminConnection;
  /** Who else acts as the same amoCRM user, by name; those not loaded yet have none. */
  sharers: string[];
  now: Date;
  open: boolean;
  onClose: () => void;
}

/** All that is known of somebody's connection, and the one thing to do about it. */
export function PersonSheet({ person, sharers, now, open, onClose }: PersonSheetProps) {
  const { t } = useTranslation('admin');
  const [asking, setAsking] = useState(false);
  const { connection } = person;
  const why = useWhy()(person, now);
  return (
    <>
      <Sheet
        open={open && !asking}
        onClose={onClose}
        title={person.name}
        {...(person.email !== null && { description: person.email })}
        footer={
          connection !== null && (
            <Button
              kind="destructive"
              icon={Unplug}
              label={t('disconnect.button')}
              onPress={() => setAsking(true)}
            />
          )
        }
      >
        {why !== null && (
          <Banner
            tone={stateOfPerson(person) === 'broken' ? 'danger' : 'warn'}
            icon={TriangleAlert}
            announce={false}
            title={t(`state.${stateOfPerson(person)}`)}
            text={why}
          />
        )}
        <Facts person={person} sharers={sharers} now={now} />
      </Sheet>
      <AskDisconnect
        person={person}
        open={open && asking}
        onEnd={(done) => {
          setAsking(false);
          if (done) onClose();
        }}
      />
    </>
  );
}

function Facts({ person, sharers, now }: Pick<PersonSheetProps, 'person' | 'sharers' | 'now'>) {
  const { t } = useTranslation('admin');
  const crm = useCrmName();
  const format = useFormat();
  const { connection } = person;
  const when = (instant: string | null) => {
    if (instant === null) return t('facts.notYet');
    const at = new Date(instant);
    return format.sentenceCase(format.momentInFull(at, at > now ? at : now, null));
  };
  if (connection === null) {
    return (
      <Group>
        <ListRow label={t('facts.connection')} value={t('state.never')} />
        <ListRow label={t('facts.role')} value={t(`role.${person.role}`)} />
      </Group>
    );
  }
  return (
    <Group>
      <ListRow label={t('facts.account')} value={connection.accountName} />
      <ListRow label={t('facts.domain')} value={connection.domain} />
      <ListRow label={t('facts.connectedAt')} value={when(connection.connectedAt)} />
      <ListRow label={t('facts.lastSyncAt')} value={when(connection.lastSyncAt)} />
      <ListRow label={t('facts.lastRefreshedAt')} value={when(connection.lastRefreshedAt)} />
      <ListRow label={t('facts.role')} value={t(`role.${person.role}`)} />
      {connection.sharedWith.length > 0 && (
        <ListRow
          label={t('facts.shared', { crm })}
          note={t('facts.sharedWith', {
            count: connection.sharedWith.length,
            names: sharers.join(', '),
          })}
        />
      )}
    </Group>
  );
}

function AskDisconnect({
  person,
  open,
  onEnd,
}: {
  person: AdminConnection;
  open: boolean;
  onEnd: (done: boolean) => void;
}) {
  const { t } = useTranslation('admin');
  const crm = useCrmName();
  const failureWords = useFailureWords();
  const toast = useToast();
  const disconnecting = useDisconnectPerson();
  const end = (done: boolean) => {
    disconnecting.reset();
    onEnd(done);
  };
  return (
    <ConfirmDialog
      open={open}
      title={t('disconnect.title', { name: person.name })}
      description={t('disconnect.text', { crm })}
      confirmLabel={t('disconnect.button')}
      busy={disconnecting.isPending}
      onCancel={() => end(false)}
      onConfirm={() =>
        disconnecting.mutate(person.userId, {
          onSuccess: () => {
            toast.show({ tone: 'ok', text: t('disconnect.done', { name: person.name }) });
            end(true);
          },
        })
      }
    >
      {disconnecting.isError && (
        <Banner
          tone="danger"
          icon={TriangleAlert}
          title={t('disconnect.failed')}
          text={failureWords(failureOf(disconnecting.error)).text}
        />
      )}
    </ConfirmDialog>
  );
}
