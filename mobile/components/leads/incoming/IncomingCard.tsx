import type { Incoming } from '@foryou-crm/contract/incoming';
import FileText from 'lucide-react-native/icons/file-text';
import Inbox from 'lucide-react-native/icons/inbox';
import Mail from 'lucide-react-native/icons/mail';
import MessageCircle from 'lucide-react-native/icons/message-circle';
import Phone from 'lucide-react-native/icons/phone';
import { memo } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useBoardAccount } from '@/components/board/account-context';
import { Button } from '@/components/ui/Button';
import { Card } from '@/components/ui/Card';
import { Icon, type IconShape } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { useTheme } from '@/theme/ThemeProvider';
import { Price } from '../Price';
import { readablePhone } from '../phone-format';

const wayOf = (category: string): { icon: IconShape; word: Way } => ways[category] ?? ways.other;

type Way = 'form' | 'call' | 'mail' | 'chat' | 'other';
const other = { icon: Inbox, word: 'other' } as const;
const ways: Record<string, { icon: IconShape; word: Way }> & { other: typeof other } = {
  forms: { icon: FileText, word: 'form' },
  sip: { icon: Phone, word: 'call' },
  mail: { icon: Mail, word: 'mail' },
  chats: { icon: MessageCircle, word: 'chat' },
  other,
};

/** Who asks, how they came, what they say; and what to do with it. */
export const IncomingCard = memo(function IncomingCard({
  item,
  onAccept,
  onDecline,
}: {
  item: Incoming;
  onAccept: (item: Incoming) => void;
  onDecline: (item: Incoming) => void;
}) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const format = useFormat();
  const { now, timeZone } = useBoardAccount();
  const { icon, word } = wayOf(item.category);
  const name = nameOf(item) ?? t('incoming.unknown');
  const when = format.moment(new Date(item.createdAt), new Date(now), timeZone);
  const way = [t(`incoming.way.${word}`), item.sourceName].filter(Boolean).join(' · ');
  const reach = [item.sender.phone && readablePhone(item.sender.phone), item.sender.email]
    .filter((one) => one !== null && one !== '' && one !== name)
    .join(' · ');
  const said = [item.title, item.text].filter((one) => one !== null && one !== '');
  return (
    <View role="article" aria-label={name}>
      <Card shape="card" style={styles.card}>
        <View style={styles.top}>
          <View style={[styles.way, { backgroundColor: colours.avatar }]}>
            <Icon as={icon} size={18} tone="ink2" />
          </View>
          <View style={styles.grow}>
            <Text weight="semibold" numberOfLines={1} heading={2}>
              {name}
            </Text>
            <Text variant="label" tone="ink2" numberOfLines={1}>
              {way}
            </Text>
          </View>
          <Text variant="meta" tone="ink3" style={styles.when}>
            {when}
          </Text>
        </View>
        {reach !== '' && (
          <Text variant="label" tabular selectable>
            {reach}
          </Text>
        )}
        {item.lead !== null && item.lead.name !== name && (
          <View style={styles.lead}>
            <Text variant="label" numberOfLines={1} style={styles.grow}>
              {item.lead.name}
            </Text>
            {item.lead.price > 0 && <Price price={item.lead.price} />}
          </View>
        )}
        {said.map((line, index) => (
          <Text key={index} variant="label" tone="ink2" numberOfLines={index === 0 ? 1 : 4}>
            {line}
          </Text>
        ))}
        <View style={styles.buttons}>
          <Button
            kind="secondary"
            size="inPlace"
            label={t('incoming.accept')}
            onPress={() => onAccept(item)}
          />
          <Button
            kind="quiet"
            size="inPlace"
            label={t('incoming.decline')}
            onPress={() => onDecline(item)}
          />
        </View>
      </Card>
    </View>
  );
});

/** What the person is called, as far as anybody knows: a phone or an email is better than nothing. */
export const nameOf = ({ sender, lead }: Incoming): string | null =>
  [
    sender.name,
    lead?.contact?.name,
    sender.phone && readablePhone(sender.phone),
    sender.email,
    lead?.name,
  ].find((one) => one !== null && one !== undefined && one.trim() !== '') ?? null;

const styles = StyleSheet.create({
  card: { padding: space.l, gap: space.s },
  top: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  way: { width: 36, height: 36, borderRadius: 18, alignItems: 'center', justifyContent: 'center' },
  grow: { flex: 1 },
  lead: { flexDirection: 'row', alignItems: 'baseline', gap: space.m },
  when: { flexShrink: 0, alignSelf: 'flex-start', paddingTop: space.xxs },
  buttons: { flexDirection: 'row', gap: space.s, paddingTop: space.xs },
});
