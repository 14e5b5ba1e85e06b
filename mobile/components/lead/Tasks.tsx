import type { Task } from '@foryou-crm/contract/lead';
import AlarmClock from 'lucide-react-native/icons/alarm-clock';
import Calendar from 'lucide-react-native/icons/calendar';
import CircleAlert from 'lucide-react-native/icons/circle-alert';
import Clock from 'lucide-react-native/icons/clock';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { taskState } from '@/components/board/task-state';
import { Group } from '@/components/ui/Group';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { Section } from './Section';
import { UnsentState } from './UnsentState';
import type { LeadAccount } from './use-account';
import type { Sending, UnsentTask } from './use-unsent';

/** The lead's open tasks, overdue first; what is not sent yet stands among them. */
export function Tasks({
  tasks,
  account,
  sending,
  onAdd,
  onComplete,
}: {
  tasks: readonly Task[];
  account: LeadAccount;
  sending: Sending;
  onAdd: () => void;
  onComplete: (task: Task) => void;
}) {
  const { t } = useTranslation('lead');
  const ordered = [...tasks].sort((a, b) => a.dueAt.localeCompare(b.dueAt));
  const empty = tasks.length === 0 && sending.tasks.length === 0;
  return (
    <Section
      title={t('tasks.title')}
      count={tasks.length}
      action={{ label: t('tasks.addShort'), spoken: t('tasks.add'), onPress: onAdd }}
    >
      <Group>
        {empty && (
          <View style={[styles.row, styles.empty]}>
            <Icon as={CircleAlert} size={18} tone="warn" />
            <Text weight="medium" tone="warn">
              {t('tasks.none')}
            </Text>
          </View>
        )}
        {sending.tasks.map((item) => (
          <UnsentRow key={item.id} item={item} account={account} sending={sending} />
        ))}
        {ordered.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            account={account}
            onComplete={() => onComplete(task)}
          />
        ))}
      </Group>
    </Section>
  );
}

function TaskRow({
  task,
  account,
  onComplete,
}: {
  task: Task;
  account: LeadAccount;
  onComplete: () => void;
}) {
  const { t } = useTranslation('lead');
  const { colours } = useTheme();
  const overdue = Date.parse(task.dueAt) < account.now;
  const text = task.text === '' ? t('tasks.noText') : task.text;
  return (
    <View style={styles.row}>
      <Pressable
        role="checkbox"
        aria-checked={false}
        aria-label={t('tasks.completeOne', { text })}
        onPress={onComplete}
        style={styles.target}
      >
        <View
          style={[styles.box, { borderColor: overdue ? colours.danger : colours.lineStrong }]}
        />
      </Pressable>
      <View style={styles.words}>
        <Text>{text}</Text>
        <DueLine dueAt={task.dueAt} account={account} />
      </View>
    </View>
  );
}

/** When a task is due, in the colour and with the icon of its state. */
function DueLine({ dueAt, account }: { dueAt: string; account: LeadAccount }) {
  const { t } = useTranslation('lead');
  const format = useFormat();
  const at = new Date(dueAt);
  const now = new Date(account.now);
  const state = taskState(at, now, account.timeZone);
  const when = format.momentInFull(at, now, account.timeZone);
  const overdue = state === 'overdue';
  const tone = overdue ? 'danger' : state === 'today' ? 'ink' : 'ink2';
  return (
    <View style={styles.due}>
      <Icon
        as={overdue ? AlarmClock : state === 'today' ? Clock : Calendar}
        size={14}
        tone={tone}
      />
      <Text variant="label" tone={tone} weight={overdue ? 'medium' : 'regular'} style={styles.grow}>
        {overdue ? t('tasks.overdue', { when }) : format.sentenceCase(when)}
      </Text>
    </View>
  );
}

function UnsentRow({
  item,
  account,
  sending,
}: {
  item: UnsentTask;
  account: LeadAccount;
  sending: Sending;
}) {
  const { colours } = useTheme();
  return (
    <View style={styles.row}>
      <View style={styles.target}>
        <View style={[styles.box, styles.pending, { borderColor: colours.brassMark }]} />
      </View>
      <View style={styles.words}>
        <Text>{item.body.text}</Text>
        <DueLine dueAt={item.body.dueAt} account={account} />
        <UnsentState item={item} sending={sending} />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'flex-start',
    paddingRight: space.l,
    paddingVertical: space.m - 1,
    minHeight: height.listRowWithNote,
  },
  empty: { alignItems: 'center', gap: space.m, paddingLeft: space.l },
  target: {
    width: height.touch,
    minHeight: height.touch,
    marginVertical: -space.s,
    alignItems: 'center',
    justifyContent: 'center',
  },
  box: { width: 22, height: 22, borderWidth: border.ghost, borderRadius: radius.tag + 1 },
  pending: { borderStyle: 'dashed' },
  words: { flex: 1, gap: space.xxs, paddingTop: space.xxs },
  due: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  grow: { flex: 1 },
});
