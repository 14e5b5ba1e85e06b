import type { Lead } from '@foryou-crm/contract/leads';
import type { ReactNode } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { useTheme } from '@/theme/ThemeProvider';
import { height, space } from '@/theme/tokens';

export interface DayLeadRowProps {
  lead: Lead;
  currency: string | null;
  /** When it came, or for how long nothing has happened. */
  when: string;
  onOpen: () => void;
  /** At the right: what to do about it. */
  action?: ReactNode;
}

/** A lead of the day: its name, its price, when; pressing it opens it. */
export function DayLeadRow({ lead, currency, when, onOpen, action }: DayLeadRowProps) {
  const { colours } = useTheme();
  const format = useFormat();
  const price = currency === null ? format.number(lead.price) : format.money(lead.price, currency);
  const second = [lead.price === 0 ? null : price, when, lead.contact?.name].filter(Boolean);
  return (
    <View style={styles.row}>
      <Pressable
        role="button"
        aria-label={[lead.name, ...second].join(', ')}
        onPress={onOpen}
        style={({ pressed }) => [styles.words, pressed && { backgroundColor: colours.chipOn }]}
      >
        <Text weight="medium" numberOfLines={1}>
          {lead.name}
        </Text>
        <Text variant="label" tone="ink2" numberOfLines={1}>
          {second.join(' · ')}
        </Text>
      </Pressable>
      {action}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', alignItems: 'center', paddingRight: space.l },
  words: {
    flex: 1,
    justifyContent: 'center',
    gap: space.xxs,
    minHeight: height.listRowWithNote + space.m,
    paddingHorizontal: space.xl - 1,
  },
});
