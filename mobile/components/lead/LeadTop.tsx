import type { LeadDetails } from '@foryou-crm/contract/lead';
import Pencil from 'lucide-react-native/icons/pencil';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { Icon } from '@/components/ui/Icon';
import { Tag } from '@/components/ui/Tag';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { hitSlopFor, space } from '@/theme/tokens';
import { Price } from './Price';
import { nameOfUser, type LeadAccount } from './use-account';

/** What the lead is called and worth, and whose it is; each can be changed from here. */
export function LeadTop({
  lead,
  account,
  onEdit,
  onGive,
}: {
  lead: LeadDetails;
  account: LeadAccount;
  onEdit: () => void;
  /** Null: it is not known to whom it could be given. */
  onGive: (() => void) | null;
}) {
  const { t } = useTranslation('lead');
  const person = nameOfUser(lead.responsibleUser, account);
  const words = person ?? t('unknownUser');
  const format = useFormat();
  const money =
    lead.price === 0
      ? t('noPrice')
      : account.currency === null
        ? format.number(lead.price)
        : format.money(lead.price, account.currency);
  const own = lead.responsibleUser.id === account.amoUserId;
  const responsible = (
    <>
      <View aria-hidden importantForAccessibility="no-hide-descendants">
        <Avatar name={person} unnamed={t('unknownUser')} own={own} />
      </View>
      <Text variant="label" tone="ink2" numberOfLines={1} style={styles.shrink}>
        {words}
      </Text>
    </>
  );
  return (
    <View style={styles.top}>
      <Text variant="title" heading={1}>
        {keepWithNoun(lead.name)}
      </Text>
      <View style={styles.line}>
        <Pressable
          role="button"
          aria-label={`${money}. ${t('edit.open')}`}
          onPress={onEdit}
          hitSlop={{ top: hitSlopFor(LINE), bottom: hitSlopFor(LINE), right: space.m }}
          style={({ pressed }) => [styles.price, pressed && styles.pressed]}
        >
          <Price price={lead.price} currency={account.currency} />
          <Icon as={Pencil} size={14} tone="ink3" />
        </Pressable>
        {onGive === null ? (
          <View style={styles.person}>{responsible}</View>
        ) : (
          <Pressable
            role="button"
            accessibilityHint={t('responsible.change')}
            onPress={onGive}
            hitSlop={{ top: hitSlopFor(LINE), bottom: hitSlopFor(LINE) }}
            style={({ pressed }) => [styles.person, pressed && styles.pressed]}
          >
            {responsible}
          </Pressable>
        )}
      </View>
      {lead.tags.length > 0 && (
        <View style={styles.tags} role="group" aria-label={t('tags')}>
          {lead.tags.map((tag) => (
            <Tag key={tag.id} label={tag.name} />
          ))}
        </View>
      )}
    </View>
  );
}

const LINE = 26;

/** A number stays with its noun: `4 спальні` never breaks between the two. */
const keepWithNoun = (name: string) => name.replace(/(\d) (?=\p{L})/gu, '$1\u00A0');

const styles = StyleSheet.create({
  top: { gap: space.s },
  line: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: space.l,
    rowGap: space.m,
  },
  price: { flexDirection: 'row', alignItems: 'center', gap: space.m, minHeight: LINE },
  person: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: LINE,
    flexShrink: 1,
  },
  shrink: { flexShrink: 1 },
  tags: { flexDirection: 'row', flexWrap: 'wrap', gap: space.xs },
  pressed: { opacity: 0.7 },
});
