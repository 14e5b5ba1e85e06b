import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useBoardAccount } from '@/components/board/account-context';
import { Button } from '@/components/ui/Button';
import { Field } from '@/components/ui/Field';
import { space } from '@/theme/tokens';
import { ChoiceList } from '../ChoiceList';
import { addDays, dayOf, isDay, type Day } from './day-range';
import type { SearchFilters } from './search-filters';

/** Days up to and with today. */
const spans = [1, 7, 30, 90] as const;

/** When the lead was created: the last days at a touch, or from one day to another. */
export function CreatedChoice({
  filters,
  onChoose,
}: {
  filters: SearchFilters;
  onChoose: (change: Partial<SearchFilters>) => void;
}) {
  const { t } = useTranslation('leads');
  const { now, timeZone } = useBoardAccount();
  const today = dayOf(now, timeZone);
  const [from, setFrom] = useState(written(filters.createdFrom));
  const [to, setTo] = useState(written(filters.createdTo));
  const [asked, setAsked] = useState(false);
  const error = (text: string) =>
    asked && dayFrom(text) === null ? t('filter.noSuchDay') : undefined;
  const apply = () => {
    const [first, last] = [dayFrom(from), dayFrom(to)];
    setAsked(true);
    if (first !== null && last !== null) onChoose({ createdFrom: first, createdTo: last });
  };
  const startOf = (span: number) => addDays(today, 1 - span);
  const chosen = spans.find(
    (span) => filters.createdTo === undefined && filters.createdFrom === startOf(span),
  );
  return (
    <View style={styles.form}>
      <ChoiceList
        choices={spans.map((span) => ({
          id: span,
          label: span === 1 ? t('filter.createdToday') : t('filter.lastDays', { count: span }),
        }))}
        chosen={chosen}
        onChoose={(span) => onChoose({ createdFrom: startOf(span), createdTo: undefined })}
      />
      <View style={styles.pair}>
        <View style={styles.half}>
          <Field
            label={t('filter.createdFrom')}
            placeholder={t('filter.dayShape')}
            value={from}
            onChangeText={setFrom}
            error={error(from)}
            onSubmitEditing={apply}
          />
        </View>
        <View style={styles.half}>
          <Field
            label={t('filter.createdTo')}
            placeholder={t('filter.dayShape')}
            value={to}
            onChangeText={setTo}
            error={error(to)}
            onSubmitEditing={apply}
          />
        </View>
      </View>
      <Button label={t('filter.apply')} onPress={apply} />
    </View>
  );
}

/** `2026-04-14` as people of all three languages write it: `14.04.2026`. */
const written = (day: Day | undefined): string =>
  day === undefined ? '' : day.split('-').reverse().join('.');

/** The day that is written; undefined: none; null: there is no such day. */
export function dayFrom(text: string): Day | undefined | null {
  if (text.trim() === '') return undefined;
  const parts = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$/.exec(text);
  if (parts === null) return null;
  const [date = '', month = '', year = ''] = parts.slice(1);
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

const styles = StyleSheet.create({
  form: { gap: space.xl },
  pair: { flexDirection: 'row', gap: space.l },
  half: { flex: 1 },
});
