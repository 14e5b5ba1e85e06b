import type { Stage } from '@foryou-crm/contract/amo-crm';
import type { Lead } from '@foryou-crm/contract/leads';
import { memo } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useBoardAccount } from '@/components/board/account-context';
import { TaskLine } from '@/components/board/TaskLine';
import { Avatar } from '@/components/ui/Avatar';
import { PressableScale } from '@/components/ui/PressableScale';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { Price } from '../Price';
import { StageChip } from '../StageChip';
import { Marked } from './Marked';

/** A found lead in three lines: what it is called, whose it is, what it is worth and what comes next. */
export const LeadRow = memo(function LeadRow({
  lead,
  stage,
  query,
  onOpen,
}: {
  lead: Lead;
  /** Undefined: a stage the app has not heard of yet. */
  stage: Stage | undefined;
  query: string;
  onOpen: (leadId: number) => void;
}) {
  const { t } = useTranslation('leads');
  const { colours, elevation } = useTheme();
  const { amoUserId, ownName } = useBoardAccount();
  const own = lead.responsibleUser.id === amoUserId;
  const contact = lead.contact?.name ?? null;
  return (
    <PressableScale
      role="link"
      onPress={() => onOpen(lead.id)}
      style={[
        styles.card,
        { backgroundColor: colours.surface, borderColor: colours.line },
        elevation.card !== '' && { boxShadow: elevation.card },
      ]}
    >
      <View style={styles.line}>
        <Marked
          text={lead.name}
          query={query}
          weight="semibold"
          numberOfLines={1}
          style={styles.grow}
        />
        <Avatar
          name={lead.responsibleUser.name ?? (own ? ownName : null)}
          unnamed={t('row.unknownUser')}
          own={own}
        />
      </View>
      <View style={styles.line}>
        <Marked
          text={contact ?? t('row.noContact')}
          query={contact === null ? '' : query}
          variant="label"
          tone={contact === null ? 'ink3' : 'ink2'}
          numberOfLines={1}
          style={styles.grow}
        />
        {stage && <StageChip stage={stage} />}
      </View>
      <View style={styles.line}>
        <Price price={lead.price} />
        {/* Nobody waits for a task on a lead that is won or lost. */}
        {(lead.nextTask !== null || lead.closedAt === null) && <TaskLine task={lead.nextTask} />}
      </View>
    </PressableScale>
  );
});

const styles = StyleSheet.create({
  card: {
    minHeight: height.card,
    justifyContent: 'space-between',
    gap: space.xxs,
    paddingVertical: space.m,
    paddingHorizontal: space.l,
    borderWidth: border.hairline,
    borderRadius: radius.card,
  },
  line: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  grow: { flex: 1 },
});
