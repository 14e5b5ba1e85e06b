import type { DayTask } from '@foryou-crm/contract/my-day';
import Phone from 'lucide-react-native/icons/phone';
import { openURL } from 'expo-linking';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/IconButton';
import { Text } from '@/components/ui/Text';
import { useToast } from '@/components/ui/toast-context';
import { useFormat } from '@/i18n/use-format';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';

export interface DayTaskRowProps {
  task: DayTask;
  now: Date;
  timeZone: string | null;
  /** The box was ticked. */
  onComplete: () => void;
  /** The rest was pressed; undefined: there is no lead to open. */
  onOpen: (() => void) | undefined;
}

/** A task of the day: a box to tick, what and when and with whom, and a call in one tap. */
export function DayTaskRow({ task, now, timeZone, onComplete, onOpen }: DayTaskRowProps) {
  const { t } = useTranslation('my-day');
  const { colours } = useTheme();
  const toast = useToast();
  const due = useDue(task, now, timeZone);
  const about = [task.contact?.name, task.lead?.name].filter(Boolean).join(', ');
  const phone = task.contact?.phone ?? null;
  const call = (number: string) => {
    openURL(`tel:${number.replace(/[^+\d]/g, '')}`).catch(() => {
      toast.show({ tone: 'danger', text: t('noDialler', { phone: number }) });
    });
  };
  return (
    <View style={styles.row}>
      <Pressable
        role="checkbox"
        aria-checked={false}
        aria-label={t('complete', { task: task.text })}
        onPress={onComplete}
        style={styles.boxTarget}
      >
        <View
          style={[styles.box, { borderColor: due.isLate ? colours.danger : colours.lineStrong }]}
        />
      </Pressable>
      <Pressable
        role={onOpen ? 'button' : undefined}
        aria-label={[task.text, due.isLate ? t('isLate') : null, due.words, about]
          .filter(Boolean)
          .join(', ')}
        disabled={!onOpen}
        onPress={onOpen}
        style={({ pressed }) => [styles.words, pressed && { opacity: 0.7 }]}
      >
        <Text weight="medium" numberOfLines={2}>
          {task.text === '' ? t('noText') : task.text}
        </Text>
        <View style={styles.second}>
          <Text variant="label" weight="medium" tone={due.isLate ? 'danger' : 'ink'}>
            {due.words}
          </Text>
          <Text variant="label" tone="ink2" numberOfLines={1} style={styles.about}>
            {about}
          </Text>
        </View>
      </Pressable>
      {phone !== null && (
        <IconButton
          icon={Phone}
          tone="ink2"
          label={t('call', { name: task.contact?.name ?? phone })}
          onPress={() => call(phone)}
        />
      )}
    </View>
  );
}

/** amoCRM's "all day" tasks end with the day. */
function useDue({ dueAt, durationSeconds }: DayTask, now: Date, timeZone: string | null) {
  const { t } = useTranslation('my-day');
  const format = useFormat();
  const at = new Date(dueAt);
  const isLate = at < now;
  const isToday = format.day(at, now, timeZone) === format.day(now, now, timeZone);
  const time = format.time(at, timeZone);
  const allDay = durationSeconds === 0 && time === '23:59';
  const words = isToday ? (allDay ? t('byEvening') : time) : format.moment(at, now, timeZone);
  return { isLate, words };
}

const BOX = 22;

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    minHeight: height.listRowWithNote + space.m,
    paddingRight: space.s,
  },
  boxTarget: {
    alignSelf: 'stretch',
    width: height.touch + space.m,
    alignItems: 'center',
    justifyContent: 'center',
  },
  box: { width: BOX, height: BOX, borderWidth: border.ghost, borderRadius: radius.tag },
  words: { flex: 1, justifyContent: 'center', minHeight: height.touch, gap: space.xxs },
  second: { flexDirection: 'row', alignItems: 'baseline', gap: space.m },
  about: { flexShrink: 1 },
});
