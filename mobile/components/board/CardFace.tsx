import type { Lead } from '@foryou-crm/contract/leads';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { Tag } from '@/components/ui/Tag';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { height, space } from '@/theme/tokens';
import { currencyScale } from '@/theme/type';
import { useBoardAccount } from './account-context';
import { TaskLine } from './TaskLine';

/** `phone`: three lines, 85 high. `wide`: the name on two lines, the contact on its own. */
export type CardShape = 'phone' | 'wide' | 'wide_without_tags';

/** What a card says of a lead. */
export function CardFace({ lead, shape }: { lead: Lead; shape: CardShape }) {
  const phone = shape === 'phone';
  return (
    <View style={[styles.card, phone ? styles.phone : styles.wide]}>
      <View style={styles.top}>
        <Text weight="semibold" numberOfLines={phone ? 1 : 2} style={styles.grow}>
          {keepWithNoun(lead.name)}
        </Text>
        <Responsible user={lead.responsibleUser} />
      </View>
      <View style={styles.middle}>
        <Price price={lead.price} />
        {phone && <Contact lead={lead} />}
        {lead.stageSince !== null && <DaysInStage since={lead.stageSince} />}
      </View>
      {!phone && <Contact lead={lead} />}
      <View style={styles.bottom}>
        <TaskLine task={lead.nextTask} />
        {shape !== 'wide_without_tags' && <Tags tags={lead.tags} />}
      </View>
    </View>
  );
}

const DAY = 86_400_000;

function DaysInStage({ since }: { since: string }) {
  const { t } = useTranslation('board');
  const { t: common } = useTranslation('common');
  const { now } = useBoardAccount();
  const count = Math.max(0, Math.floor((now - Date.parse(since)) / DAY));
  return (
    <Text variant="meta" tone="ink3" tabular style={styles.days}>
      {count === 0 ? common('format.today') : t('card.days', { count })}
    </Text>
  );
}

/** A grant without the right to read users gives ids alone: then only the broker's own is known. */
function Responsible({ user }: { user: Lead['responsibleUser'] }) {
  const { t } = useTranslation('board');
  const { amoUserId, ownName } = useBoardAccount();
  const own = user.id === amoUserId;
  const name = user.name ?? (own ? ownName : null);
  return <Avatar name={name} unnamed={t('card.unknownUser')} own={own} />;
}

function Price({ price }: { price: number }) {
  const { t } = useTranslation('board');
  const format = useFormat();
  const { currency } = useBoardAccount();
  if (price === 0) {
    return (
      <Text variant="label" tone="ink3">
        {t('card.noPrice')}
      </Text>
    );
  }
  if (currency === null) return <Text variant="money">{format.number(price)}</Text>;
  const parts = format.moneyParts(price, currency);
  const small = (
    <Text variant="money" weight="medium" tone="ink3" style={styles.currency}>
      {parts.currency}
    </Text>
  );
  return (
    <Text variant="money" numberOfLines={1} style={styles.price}>
      {parts.currencyFirst && small}
      {parts.currencyFirst ? `\u00A0${parts.amount}` : `${parts.amount}\u00A0`}
      {!parts.currencyFirst && small}
    </Text>
  );
}

function Contact({ lead }: { lead: Lead }) {
  const { t } = useTranslation('board');
  const name = lead.contact?.name ?? null;
  return (
    <Text
      variant="label"
      tone={name === null ? 'ink3' : 'ink2'}
      numberOfLines={1}
      style={styles.contact}
    >
      {name ?? t('card.noContact')}
    </Text>
  );
}

const SHOWN_TAGS = 2;

function Tags({ tags }: { tags: Lead['tags'] }) {
  const { t } = useTranslation('board');
  if (tags.length === 0) return null;
  // Long tags would eat the task: then one is shown and the rest counted.
  const room = tags.slice(0, SHOWN_TAGS).reduce((sum, tag) => sum + tag.name.length, 0) <= 18;
  const shown = room ? SHOWN_TAGS : 1;
  const more = tags.length - shown;
  return (
    <View
      style={styles.tags}
      aria-label={t('card.tags', { names: tags.map((tag) => tag.name).join(', ') })}
    >
      {tags.slice(0, shown).map((tag) => (
        <Tag key={tag.id} label={tag.name} />
      ))}
      {more > 0 && (
        <View style={styles.firm}>
          <Tag label={`+${String(more)}`} />
        </View>
      )}
    </View>
  );
}

/** A number stays with its noun: `4 спальні` never breaks between the two. */
const keepWithNoun = (name: string) => name.replace(/(\d) (?=\p{L})/gu, '$1\u00A0');

const styles = StyleSheet.create({
  card: { paddingVertical: space.m + 1, paddingHorizontal: space.l, gap: space.xxs },
  phone: { minHeight: height.card - 2, justifyContent: 'space-between' },
  wide: { gap: space.xs },
  top: { flexDirection: 'row', alignItems: 'flex-start', gap: space.m },
  grow: { flex: 1 },
  middle: { flexDirection: 'row', alignItems: 'baseline', gap: space.m },
  price: { flexShrink: 0 },
  currency: { fontSize: 14 * currencyScale },
  contact: { flexShrink: 1 },
  days: { flexShrink: 0, marginLeft: 'auto' },
  bottom: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  tags: { flexDirection: 'row', gap: space.xs, flexShrink: 0, maxWidth: '55%' },
  firm: { flexShrink: 0 },
});
