import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import type { Lead } from '@foryou-crm/contract/leads';
import type { DayTask, MyDay } from '@foryou-crm/contract/my-day';
import Plus from 'lucide-react-native/icons/plus';
import { useRouter } from 'expo-router';
import { useCallback, useState } from 'react';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useConnectionStatus } from '@/components/amo-crm/use-connection';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useNow } from '@/components/amo-crm/use-now';
import { useCrmName } from '@/components/amo-crm/use-words';
import { knownTimeZone } from '@/components/board/task-state';
import { useOnEntry } from '@/components/board/use-on-entry';
import { AddTaskSheet, CompleteTaskSheet } from '@/components/lead/TaskSheets';
import { useUnsent } from '@/components/lead/use-unsent';
import { useProblemWords } from '@/components/lead/use-problem-words';
import { Button } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { Group } from '@/components/ui/Group';
import { Screen } from '@/components/ui/Screen';
import { Text } from '@/components/ui/Text';
import { useToast } from '@/components/ui/toast-context';
import { failureOf } from '@/api/failure';
import { useFormat } from '@/i18n/use-format';
import { useLayout } from '@/theme/layout';
import { space } from '@/theme/tokens';
import { DayLeadRow } from './DayLeadRow';
import { DaySkeleton } from './DaySkeleton';
import { DayTaskRow } from './DayTaskRow';
import { useCompleteDayTask, useMyDay } from './use-my-day';
import { WeekStrip } from './WeekStrip';

/** `/my-day`: what is late, what is due today, who is new, and who waits for nothing. */
export function MyDayPage() {
  const { t } = useTranslation('my-day');
  const status = useConnectionStatus();
  const connected = status.data?.connected === true;
  const { day, failure, refetch, isFetching, isRefetching } = useMyDay(connected);
  const failureWords = useFailureWords();
  const router = useRouter();
  const { refetch: refetchStatus } = status;
  useOnEntry(
    useCallback(() => {
      void refetchStatus({ cancelRefetch: false });
    }, [refetchStatus]),
  );
  const crm = useCrmName();
  const done = day?.counts.completedToday ?? 0;
  const all = day === undefined ? 0 : done + day.counts.overdue + day.counts.today;
  return (
    <Screen
      title={t('title')}
      room={useLayout() === 'phone' ? 'reading' : 'full'}
      headerEnd={
        all > 0 && (
          <Text variant="label" tone="ink2">
            {t('progress', { done, all })}
          </Text>
        )
      }
      refreshControl={<RefreshControl refreshing={isRefetching} onRefresh={() => void refetch()} />}
    >
      <View style={styles.stack}>
        {failure !== null && (
          <ErrorState
            {...failureWords(failure)}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        )}
        {day !== undefined && status.data !== undefined ? (
          <Day day={day} status={status.data} />
        ) : status.data !== undefined && !connected ? (
          <EmptyState
            title={t('notConnected.title')}
            text={t('notConnected.text', { crm })}
            action={{ label: t('notConnected.action'), onPress: () => router.navigate('/crm') }}
          />
        ) : (
          failure === null && <DaySkeleton />
        )}
      </View>
    </Screen>
  );
}

function Day({ day, status }: { day: MyDay; status: ConnectionStatus }) {
  const { t } = useTranslation('my-day');
  const format = useFormat();
  const router = useRouter();
  const now = new Date(useNow(60_000));
  const wide = useLayout() !== 'phone';
  const timeZone = knownTimeZone(status.timeZone);
  const completion = useCompletion();
  const open = (id: number) => router.push({ pathname: '/lead/[id]', params: { id: String(id) } });
  const task = (one: DayTask) => (
    <DayTaskRow
      key={one.id}
      task={one}
      now={now}
      timeZone={timeZone}
      onComplete={() => completion.ask(one)}
      onOpen={one.lead === null ? undefined : () => open(one.lead?.id ?? 0)}
    />
  );
  const { overdue, today, newLeads, withoutTask, counts } = day;
  const nothing = counts.overdue + counts.today + counts.newLeads + counts.withoutTask === 0;
  const tasks = (
    <View style={[styles.stack, wide && styles.half]}>
      {overdue.length > 0 && (
        <Section title={t('overdue')} tone="danger" count={counts.overdue} shown={overdue.length}>
          {overdue.map(task)}
        </Section>
      )}
      {today.length > 0 && (
        <Section title={t('today')} count={counts.today} shown={today.length}>
          {today.map(task)}
        </Section>
      )}
      {overdue.length + today.length === 0 && !nothing && (
        <EmptyState title={t('noTasks.title')} text={t('noTasks.text')} />
      )}
    </View>
  );
  const leads = (
    <View style={[styles.stack, wide && styles.half]}>
      {newLeads.length > 0 && (
        <Section title={t('newLeads')} count={counts.newLeads} shown={newLeads.length}>
          {newLeads.map((lead) => (
            <DayLeadRow
              key={lead.id}
              lead={lead}
              currency={status.currency}
              when={format.time(new Date(lead.createdAt), timeZone)}
              onOpen={() => open(lead.id)}
            />
          ))}
        </Section>
      )}
      {withoutTask.length > 0 && (
        <Section
          title={t('withoutTask')}
          tone="warn"
          count={counts.withoutTask}
          shown={withoutTask.length}
          note={t('longestFirst')}
        >
          {withoutTask.map((lead) => (
            <DayLeadRow
              key={lead.id}
              lead={lead}
              currency={status.currency}
              when={format.freshness(new Date(lead.updatedAt), now)}
              onOpen={() => open(lead.id)}
              action={<AddTask lead={lead} status={status} />}
            />
          ))}
        </Section>
      )}
    </View>
  );
  return (
    <>
      <WeekStrip day={day} />
      {nothing && <EmptyState title={t('nothing.title')} text={t('nothing.text')} />}
      <View style={wide ? styles.wide : styles.stack}>
        {tasks}
        {leads}
      </View>
      {completion.sheet}
    </>
  );
}

/** Asking what came of a task, completing it, and saying so where amoCRM refused. */
function useCompletion() {
  const { t } = useTranslation('my-day');
  const toast = useToast();
  const problem = useProblemWords();
  const complete = useCompleteDayTask();
  const [task, setTask] = useState<DayTask | null>(null);
  return {
    ask: setTask,
    sheet: (
      <CompleteTaskSheet
        task={task}
        onClose={() => setTask(null)}
        onComplete={(_task, result) => {
          setTask(null);
          if (task === null) return;
          complete.mutate(
            { task, body: { result } },
            {
              onSuccess: () => toast.show({ tone: 'ok', text: t('completed') }),
              onError: (error) =>
                toast.show({
                  tone: 'danger',
                  text: t('notCompleted', { why: problem(failureOf(error)) }),
                }),
            },
          );
        }}
      />
    ),
  };
}

/** Gives a lead its next step. What was not sent stays on the lead, and is told here. */
function AddTask({ lead, status }: { lead: Lead; status: ConnectionStatus }) {
  const { t } = useTranslation('my-day');
  const toast = useToast();
  const problem = useProblemWords();
  const router = useRouter();
  const unsent = useUnsent(lead.id, status.amoUserId);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        kind="secondary"
        size="inPlace"
        icon={Plus}
        label={t('addTask')}
        onPress={() => setOpen(true)}
        style={styles.centred}
      />
      <AddTaskSheet
        open={open}
        timeZone={knownTimeZone(status.timeZone)}
        onClose={() => setOpen(false)}
        onAdd={(body) => {
          setOpen(false);
          void unsent.send({ what: 'task', body }).then((failure) => {
            if (failure === null) return toast.show({ tone: 'ok', text: t('taskAdded') });
            const action = {
              label: t('openLead'),
              onPress: () => router.push({ pathname: '/lead/[id]', params: { id: lead.id } }),
            };
            toast.show({
              tone: 'danger',
              text: t('taskNotAdded', { why: problem(failure) }),
              action,
            });
          });
        }}
      />
    </>
  );
}

function Section({
  title,
  tone = 'ink2',
  count,
  shown,
  note,
  children,
}: {
  title: string;
  tone?: 'ink2' | 'danger' | 'warn';
  count: number;
  /** Fewer than `count`: the rest is told in words. */
  shown: number;
  note?: string;
  children: React.ReactNode;
}) {
  const { t } = useTranslation('my-day');
  const format = useFormat();
  return (
    <View style={styles.section}>
      <View style={styles.heading}>
        <Text variant="label" weight="semibold" tone={tone} heading={2}>
          {title}{' '}
          <Text variant="label" tone="ink2">
            {format.number(count)}
          </Text>
        </Text>
        {note !== undefined && (
          <Text variant="meta" tone="ink3">
            {note}
          </Text>
        )}
      </View>
      <Group>{children}</Group>
      {shown < count && (
        <Text variant="meta" tone="ink3">
          {t('more', { count: count - shown })}
        </Text>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  stack: { gap: space.xl },
  wide: { flexDirection: 'row', alignItems: 'flex-start', gap: space.xxl },
  half: { flex: 1, minWidth: 0 },
  centred: { alignSelf: 'center' },
  section: { gap: space.m },
  heading: {
    flexDirection: 'row',
    alignItems: 'baseline',
    justifyContent: 'space-between',
    gap: space.m,
  },
});
