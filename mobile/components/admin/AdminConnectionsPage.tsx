import type { AdminConnection } from '@foryou-crm/contract/admin';
import { useState } from 'react';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { failureOf } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useNow } from '@/components/amo-crm/use-now';
import { Button } from '@/components/ui/Button';
import { ErrorState } from '@/components/ui/ErrorState';
import { Group } from '@/components/ui/Group';
import { Screen } from '@/components/ui/Screen';
import { useSession } from '@/session/SessionProvider';
import { space } from '@/theme/tokens';
import { stateOfPerson } from './connection-words';
import { ListSkeleton } from './ListSkeleton';
import { PersonRow } from './PersonRow';
import { PersonSheet } from './PersonSheet';
import { useAdminConnections, useBackToSettings } from './use-admin';

/** `/admin/connections`: everybody of the agency, those who need help first. */
export function AdminConnectionsPage() {
  const { t } = useTranslation('admin');
  const { profile } = useSession();
  const failureWords = useFailureWords();
  const now = new Date(useNow(60_000));
  const people = useAdminConnections();
  const back = useBackToSettings();
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const all = people.data?.pages.flatMap(({ data }) => data) ?? [];
  const person = all.find(({ userId }) => userId === chosen);
  const { broken, well } = sorted(all);
  const row = (one: AdminConnection) => (
    <PersonRow
      key={one.userId}
      person={one}
      isSelf={one.userId === profile?.id}
      now={now}
      onPress={() => {
        setChosen(one.userId);
        setOpen(true);
      }}
    />
  );
  return (
    <Screen
      title={t('connections')}
      onBack={back}
      bottomInset
      refreshControl={
        <RefreshControl refreshing={people.isRefetching} onRefresh={() => void people.refetch()} />
      }
    >
      <View style={styles.stack}>
        {people.isError && (
          <ErrorState
            {...failureWords(failureOf(people.error))}
            onRetry={() => void people.refetch()}
            retrying={people.isFetching}
          />
        )}
        {people.isPending && <ListSkeleton />}
        {broken.length > 0 && <Group title={t('needHelp')}>{broken.map(row)}</Group>}
        {well.length > 0 && (
          <Group {...(broken.length > 0 && { title: t('others') })}>{well.map(row)}</Group>
        )}
        {people.hasNextPage && (
          <Button
            kind="secondary"
            label={t('more')}
            busy={people.isFetchingNextPage}
            onPress={() => void people.fetchNextPage()}
          />
        )}
      </View>
      {person && (
        <PersonSheet
          person={person}
          sharers={namesOf(person.connection?.sharedWith ?? [], all)}
          now={now}
          open={open}
          onClose={() => setOpen(false)}
        />
      )}
    </Screen>
  );
}

function sorted(all: AdminConnection[]) {
  const needsHelp = (person: AdminConnection) =>
    ['broken', 'trouble'].includes(stateOfPerson(person));
  return { broken: all.filter(needsHelp), well: all.filter((person) => !needsHelp(person)) };
}

const namesOf = (ids: string[], all: AdminConnection[]) =>
  all.filter(({ userId }) => ids.includes(userId)).map(({ name }) => name);

const styles = StyleSheet.create({ stack: { gap: space.xl } });
