import type { Duplicates } from '@foryou-crm/contract/duplicates';
import type { Lead } from '@foryou-crm/contract/leads';
import ChevronRight from 'lucide-react-native/icons/chevron-right';
import Check from 'lucide-react-native/icons/check';
import Users from 'lucide-react-native/icons/users';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { Price } from '../Price';
import { StageSwatch } from '../StageChip';
import { findStage } from '../stage-names';
import { usePipelines } from '../use-account';

const SHOWN = 3;

export type DuplicateBlockProps = {
  found: Duplicates;
  field: 'phone' | 'email';
  /** The contact that the new lead shall be of; undefined: a new one. */
  contactId: number | undefined;
  onAttach: (contactId: number | undefined) => void;
  onOpen: (leadId: number) => void;
};

/** Who already has this phone or email, before anything is saved: their leads, and a way to them. */
export function DuplicateBlock({ found, field, contactId, onAttach, onOpen }: DuplicateBlockProps) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const { leads, contacts } = found;
  const title =
    leads.length > 0
      ? t(`duplicate.${field}Leads`, { count: leads.length })
      : contacts.length > 0
        ? t(`duplicate.${field}Contact`)
        : t(`duplicate.${field}Hidden`);
  return (
    <View
      role="status"
      aria-live="polite"
      style={[styles.block, { backgroundColor: colours.warnSoft }]}
    >
      <View style={styles.title}>
        <Icon as={Users} size={18} tone="warn" />
        <Text variant="label" weight="semibold" tone="warn" style={styles.grow}>
          {title}
        </Text>
      </View>
      {leads.slice(0, SHOWN).map((lead) => (
        <LeadLine key={lead.id} lead={lead} onOpen={onOpen} />
      ))}
      {leads.length > SHOWN && (
        <Text variant="label" tone="ink2">
          {t('duplicate.more', { count: leads.length - SHOWN })}
        </Text>
      )}
      {found.isHiddenThere && (contacts.length > 0 || leads.length > 0) && (
        <Text variant="label" tone="ink2">
          {t('duplicate.hiddenToo')}
        </Text>
      )}
      {contacts.slice(0, SHOWN).map(({ id, name }) => (
        <Attach
          key={id}
          name={name}
          on={id === contactId}
          onChange={(on) => onAttach(on ? id : undefined)}
        />
      ))}
    </View>
  );
}

function LeadLine({ lead, onOpen }: { lead: Lead; onOpen: (leadId: number) => void }) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const pipelines = usePipelines().data ?? [];
  const stage = findStage(pipelines, lead.pipelineId, lead.stageId);
  const who = [stage?.name, lead.responsibleUser.name].filter(Boolean).join(' · ');
  return (
    <Pressable
      role="link"
      accessibilityHint={t('duplicate.open')}
      onPress={() => onOpen(lead.id)}
      style={({ pressed }) => [
        styles.lead,
        { backgroundColor: pressed ? colours.chipOn : colours.surface },
      ]}
    >
      <View style={styles.grow}>
        <View style={styles.line}>
          <Text weight="semibold" numberOfLines={1} style={styles.grow}>
            {lead.name}
          </Text>
          <Price price={lead.price} />
        </View>
        <View style={styles.line}>
          {stage && <StageSwatch stage={stage} />}
          <Text variant="label" tone="ink2" numberOfLines={1} style={styles.grow}>
            {who}
          </Text>
        </View>
      </View>
      <Icon as={ChevronRight} size={20} tone="ink2" />
    </Pressable>
  );
}

function Attach({
  name,
  on,
  onChange,
}: {
  name: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const label = name.trim() === '' ? t('duplicate.attachUnnamed') : t('duplicate.attach', { name });
  return (
    <Pressable
      role="checkbox"
      aria-label={label}
      aria-checked={on}
      onPress={() => onChange(!on)}
      style={styles.attach}
    >
      <View
        style={[
          styles.box,
          on
            ? { backgroundColor: colours.primary, borderColor: colours.primary }
            : { backgroundColor: colours.surface, borderColor: colours.lineStrong },
        ]}
      >
        {on && <Icon as={Check} size={16} tone="onPrimary" />}
      </View>
      <Text style={styles.grow}>{label}</Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  block: { gap: space.m, padding: space.l, borderRadius: radius.group, marginTop: -space.m },
  title: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  grow: { flex: 1 },
  lead: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: height.listRowWithNote,
    paddingVertical: space.m,
    paddingHorizontal: space.l,
    borderRadius: radius.chip,
  },
  line: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  attach: { flexDirection: 'row', alignItems: 'center', gap: space.l, minHeight: height.touch },
  box: {
    width: 22,
    height: 22,
    alignItems: 'center',
    justifyContent: 'center',
    borderWidth: border.hairline,
    borderRadius: radius.tag + 1,
  },
});
