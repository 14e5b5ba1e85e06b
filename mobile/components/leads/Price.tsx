import { StyleSheet } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useBoardAccount } from '@/components/board/account-context';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { currencyScale } from '@/theme/type';

/** A price of whole units in the account's currency, which is drawn smaller. */
export function Price({ price }: { price: number }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const { currency } = useBoardAccount();
  if (price === 0) {
    return (
      <Text variant="label" tone="ink3">
        {t('row.noPrice')}
      </Text>
    );
  }
  if (currency === null) return <Text variant="money">{format.number(price)}</Text>;
  const { amount, currency: code, currencyFirst } = format.moneyParts(price, currency);
  const small = (
    <Text variant="money" weight="medium" tone="ink3" style={styles.currency}>
      {code}
    </Text>
  );
  return (
    <Text variant="money" numberOfLines={1} style={styles.price}>
      {currencyFirst && small}
      {currencyFirst ? `\u00A0${amount}` : `${amount}\u00A0`}
      {!currencyFirst && small}
    </Text>
  );
}

const styles = StyleSheet.create({
  price: { flexShrink: 0 },
  currency: { fontSize: 14 * currencyScale },
});
