import type { Lead } from '@foryou-crm/contract/leads';
import AlarmClock from 'lucide-react-native/icons/alarm-clock';
import Calendar from 'lucide-react-native/icons/calendar';
import CircleAlert from 'lucide-react-native/icons/circle-alert';
import Clock from 'lucide-react-native/icons/clock';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Icon, type IconShape, type IconTone } from '@/components/ui/Icon';
import { Text, type TextTone } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import type { TextWeight } from '@/theme/type';
import { space } from '@/theme/tokens';
import { useBoardAccount } from './account-context';
import { taskState, type TaskState } from './task-state';

type Look = { icon: IconShape; tone: TextTone & IconTone; weight: TextWeight };

const look: Record<TaskState, Look> = {
  overdue: { icon: AlarmClock, tone: 'danger', weight: 'medium' },
  today: { icon: Clock, tone: 'ink', weight: 'medium' },
  later: { icon: Calendar, tone: 'ink2', weight: 'regular' },
  none: { icon: CircleAlert, tone: 'warn', weight: 'medium' },
};

/** The next task: the time first, then what, so that a cut never eats the time. */
export function TaskLine({ task }: { task: Lead['nextTask'] }) {
  const { t } = useTranslation('board');
  const format = useFormat();
  const { now, timeZone } = useBoardAccount();
  const at = task === null ? null : new Date(task.at);
  const state = taskState(at, new Date(now), timeZone);
  const { icon, tone, weight } = look[state];
  const when = at === null ? null : format.sentenceCase(format.moment(at, new Date(now), timeZone));
  const text = when === null ? t('task.none') : `${when} · ${task?.text ?? t('task.noText')}`;
  return (
    <View style={styles.line}>
      <Icon as={icon} size={14} tone={tone} />
      <Text
        variant="meta"
        weight={weight}
        tone={tone}
        numberOfLines={1}
        style={styles.text}
        {...(state === 'overdue' && { 'aria-label': `${t('task.overdue')}: ${text}` })}
      >
        {text}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  line: { flex: 1, flexDirection: 'row', alignItems: 'center', gap: space.s },
  text: { flexShrink: 1, fontSize: 12.5 },
});
