import { StyleSheet } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { currencyScale } from '@/theme/type';

/** What the lead is worth, its currency drawn smaller. */
export function Price({ price, currency }: { price: number; currency: string | null }) {
  const { t } = useTranslation('lead');
  const format = useFormat();
  if (price === 0) return <Text tone="ink3">{t('noPrice')}</Text>;
  if (currency === null) return <Text variant="price">{format.number(price)}</Text>;
  const parts = format.moneyParts(price, currency);
  const small = (
    <Text variant="price" weight="medium" tone="ink3" style={styles.currency}>
      {parts.currency}
    </Text>
  );
  return (
    <Text variant="price" numberOfLines={1}>
      {parts.currencyFirst && small}
      {parts.currencyFirst ? `\u00A0${parts.amount}` : `${parts.amount}\u00A0`}
      {!parts.currencyFirst && small}
    </Text>
  );
}

const styles = StyleSheet.create({ currency: { fontSize: 19 * currencyScale } });
