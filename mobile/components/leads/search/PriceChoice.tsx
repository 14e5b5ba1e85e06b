import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useBoardAccount } from '@/components/board/account-context';
import { Button } from '@/components/ui/Button';
import { Field } from '@/components/ui/Field';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { groupedAs, wholeOf } from '../whole-number';
import type { SearchFilters } from './search-filters';

/** From and to, in whole units of the account's currency; either may be left open. */
export function PriceChoice({
  filters,
  onChoose,
}: {
  filters: SearchFilters;
  onChoose: (change: Partial<SearchFilters>) => void;
}) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const { currency } = useBoardAccount();
  const written = (price: number | undefined) => (price === undefined ? '' : format.number(price));
  const [from, setFrom] = useState(written(filters.priceFrom));
  const [to, setTo] = useState(written(filters.priceTo));
  const label = (word: string) => (currency === null ? word : `${word}, ${currency}`);
  const apply = () => onChoose({ priceFrom: wholeOf(from), priceTo: wholeOf(to) });
  return (
    <View style={styles.form}>
      <View style={styles.pair}>
        <View style={styles.half}>
          <Field
            label={label(t('filter.priceFrom'))}
            value={from}
            onChangeText={(text) => setFrom(groupedAs(text, from, format.number))}
            inputMode="numeric"
            onSubmitEditing={apply}
          />
        </View>
        <View style={styles.half}>
          <Field
            label={label(t('filter.priceTo'))}
            value={to}
            onChangeText={(text) => setTo(groupedAs(text, to, format.number))}
            inputMode="numeric"
            onSubmitEditing={apply}
          />
        </View>
      </View>
      <Button label={t('filter.apply')} onPress={apply} />
    </View>
  );
}

const styles = StyleSheet.create({
  form: { gap: space.xl },
  pair: { flexDirection: 'row', gap: space.l },
  half: { flex: 1 },
});
