import type { MyDay, WeekDay } from '@foryou-crm/contract/my-day';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { useTheme } from '@/theme/ThemeProvider';
import { radius, space, width } from '@/theme/tokens';

const MOST_DOTS = 4;

/** The week at a glance: a dot a task, red where they are late, today turned round. */
export function WeekStrip({ day }: { day: MyDay }) {
  const { t } = useTranslation('my-day');
  return (
    <View role="list" aria-label={t('week')} style={styles.week}>
      {day.week.map((one) => (
        <Day key={one.date} day={one} isToday={one.date === day.date} />
      ))}
    </View>
  );
}

function Day({ day, isToday }: { day: WeekDay; isToday: boolean }) {
  const { t } = useTranslation('my-day');
  const format = useFormat();
  const { colours } = useTheme();
  const count = day.overdue + day.open;
  const tone = isToday ? 'onPrimary' : 'ink2';
  return (
    <View
      accessible
      role="listitem"
      aria-label={[
        format.weekday(day.date, 'long'),
        isToday ? t('today') : null,
        t('tasks', { count }),
        day.overdue > 0 ? t('late', { count: day.overdue }) : null,
      ]
        .filter((word) => word !== null)
        .join(', ')}
      style={[styles.day, isToday && { backgroundColor: colours.primary }]}
    >
      <Text variant="meta" tone={tone}>
        {format.weekday(day.date, 'short')}
      </Text>
      <Text variant="heading" tabular tone={isToday ? 'onPrimary' : 'ink'}>
        {String(Number(day.date.slice(8)))}
      </Text>
      <View style={styles.dots}>
        {Array.from({ length: Math.min(count, MOST_DOTS) }, (_, index) => (
          <View
            key={index}
            style={[
              styles.dot,
              {
                backgroundColor:
                  index < day.overdue
                    ? isToday
                      ? colours.toastDanger
                      : colours.danger
                    : isToday
                      ? colours.brass
                      : colours.lineStrong,
              },
            ]}
          />
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  week: {
    flexDirection: 'row',
    justifyContent: 'space-between',
    gap: space.xxs,
    maxWidth: width.form,
  },
  day: {
    flex: 1,
    maxWidth: 64,
    alignItems: 'center',
    paddingVertical: space.m,
    borderRadius: radius.card,
    gap: space.xxs,
  },
  dots: { flexDirection: 'row', gap: 2, height: 5, alignItems: 'center' },
  dot: { width: 4, height: 4, borderRadius: radius.full },
});
