import type { CustomField } from '@foryou-crm/contract/lead';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { TextLink } from '@/components/amo-crm/TextLink';
import { Card } from '@/components/ui/Card';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, space } from '@/theme/tokens';
import { shownValues, type ValueWords } from './field-value';
import { openAddress } from './open-address';

/** Fields two by two, each with its values under its name. */
export function FieldGrid({
  fields,
  words,
}: {
  fields: readonly CustomField[];
  words: ValueWords;
}) {
  const { colours } = useTheme();
  const rows = pairs(fields);
  return (
    <Card style={styles.clip}>
      {rows.map((row, index) => (
        <View
          key={row[0]?.id ?? index}
          style={[
            styles.row,
            index > 0 && { borderTopWidth: border.hairline, borderColor: colours.line },
          ]}
        >
          {row.map((field, column) => (
            <View
              key={field.id}
              style={[
                styles.cell,
                column > 0 && { borderLeftWidth: border.hairline, borderColor: colours.line },
              ]}
            >
              <Cell field={field} words={words} />
            </View>
          ))}
        </View>
      ))}
    </Card>
  );
}

function Cell({ field, words }: { field: CustomField; words: ValueWords }) {
  const { t } = useTranslation('lead');
  const values = shownValues(field, words);
  const link = values.find((value) => value.link !== null)?.link ?? null;
  return (
    <>
      <Text variant="meta" tone="ink3">
        {field.name ?? t('fields.unnamed')}
      </Text>
      {link === null ? (
        <Text variant="label" weight="medium">
          {values.map(({ text }) => text).join(', ')}
        </Text>
      ) : (
        <TextLink label={values[0]?.text ?? link} onPress={() => void openAddress(link)} />
      )}
    </>
  );
}

/** A field of long words has a row of its own; so has the last of an odd number. */
function pairs(fields: readonly CustomField[]): CustomField[][] {
  const rows: CustomField[][] = [];
  for (const field of fields) {
    const row = rows.at(-1);
    const isOpen = row?.length === 1 && row.every((one) => !isLong(one)) && !isLong(field);
    if (isOpen) row.push(field);
    else rows.push([field]);
  }
  return rows;
}

const isLong = ({ type, values }: CustomField): boolean =>
  type === 'textarea' ||
  type === 'url' ||
  values.reduce((sum, { value }) => sum + (typeof value === 'string' ? value.length : 4), 0) > 40;

const styles = StyleSheet.create({
  clip: { overflow: 'hidden' },
  row: { flexDirection: 'row' },
  cell: {
    flex: 1,
    gap: space.xxs,
    paddingHorizontal: space.l,
    paddingVertical: space.m,
    minHeight: 46,
  },
});
