import type { TimelineItem } from '@foryou-crm/contract/lead';
import Hourglass from 'lucide-react-native/icons/hourglass';
import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { TextLink } from '@/components/amo-crm/TextLink';
import { Card } from '@/components/ui/Card';
import { Icon, type IconShape, type IconTone } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';
import { safeLink } from './field-value';
import { openAddress } from './open-address';
import { lookOf } from './timeline-look';
import { UnsentState } from './UnsentState';
import type { LeadAccount } from './use-account';
import { useItemWords } from './use-item-words';
import type { Sending, UnsentNote } from './use-unsent';

/** Something that was noted or happened: who and what, when, and people's own words in a bubble. */
export function TimelineItemRow({ item, account }: { item: TimelineItem; account: LeadAccount }) {
  const { t } = useTranslation('lead');
  const format = useFormat();
  const words = useItemWords(account);
  const { icon, tone } = lookOf(item);
  const { who, what, change, text } = words(item);
  const link = item.kind === 'note' && item.link !== null ? safeLink(item.link) : null;
  return (
    <Row
      icon={icon}
      tone={tone}
      who={who}
      what={what}
      time={format.time(new Date(item.at), account.timeZone)}
    >
      {change !== null && (
        <Text variant="label">
          {change.from !== null && (
            <Text variant="label" tone="ink2">
              {`${change.from}  →  `}
            </Text>
          )}
          <Text variant="label" weight="semibold">
            {change.to}
          </Text>
        </Text>
      )}
      {text !== null && <Bubble text={text} />}
      {link !== null && (
        <View style={styles.link}>
          <TextLink label={t('timeline.listen')} onPress={() => void openAddress(link)} />
        </View>
      )}
    </Row>
  );
}

/** A note that amoCRM has not confirmed. */
export function UnsentNoteRow({
  note,
  account,
  sending,
}: {
  note: UnsentNote;
  account: LeadAccount;
  sending: Sending;
}) {
  const { t } = useTranslation('lead');
  const format = useFormat();
  return (
    <Row
      icon={Hourglass}
      tone="brassText"
      who={t('timeline.you')}
      what={t('timeline.note.common')}
      time={format.time(new Date(note.begunAt), account.timeZone)}
    >
      <Bubble text={note.body.text} pending />
      <UnsentState item={note} sending={sending} />
    </Row>
  );
}

function Row({
  icon,
  tone,
  who,
  what,
  time,
  children,
}: {
  icon: IconShape;
  tone: IconTone;
  who: string | null;
  what: string;
  time: string;
  children: ReactNode;
}) {
  const { colours } = useTheme();
  return (
    <View style={styles.row}>
      <View style={styles.rail}>
        <View style={[styles.circle, { backgroundColor: colours.avatar }]}>
          <Icon as={icon} size={16} tone={tone} />
        </View>
        <View style={[styles.line, { backgroundColor: colours.line }]} />
      </View>
      <View style={styles.content}>
        <View style={styles.head}>
          <Text variant="label" tone="ink2" style={styles.grow}>
            {who !== null && (
              <Text variant="label" weight="semibold">
                {who}
              </Text>
            )}
            {who === null ? what : ` · ${what}`}
          </Text>
          <Text variant="label" tone="ink3" tabular>
            {time}
          </Text>
        </View>
        {children}
      </View>
    </View>
  );
}

const Bubble = ({ text, pending = false }: { text: string; pending?: boolean }) => (
  <Card pending={pending} style={styles.bubble}>
    <Text selectable>{text}</Text>
  </Card>
);

const CIRCLE = 28;

const styles = StyleSheet.create({
  row: { flexDirection: 'row', gap: space.l },
  rail: { width: CIRCLE, alignItems: 'center', gap: space.xs },
  circle: {
    width: CIRCLE,
    height: CIRCLE,
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: radius.full,
  },
  line: { flex: 1, width: border.hairline },
  content: { flex: 1, gap: space.s, paddingBottom: space.xl },
  head: { flexDirection: 'row', alignItems: 'center', gap: space.m, minHeight: CIRCLE },
  grow: { flex: 1 },
  // A finger's height, without the gap of it.
  link: { marginVertical: -space.l },
  bubble: { paddingHorizontal: space.l, paddingVertical: space.m + 1 },
});
