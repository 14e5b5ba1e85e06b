import type { Lead } from '@foryou-crm/contract/leads';
import { FlashList } from '@shopify/flash-list';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useCrmName } from '@/components/amo-crm/use-words';
import { EmptyState } from '@/components/ui/EmptyState';
import { space } from '@/theme/tokens';
import type { Column } from './arrange';
import { CardSkeletons } from './BoardSkeleton';
import { LeadCard, type CardShape } from './LeadCard';
import { StageHeader } from './StageHeader';
import type { BoardData } from './use-board';

/** One stage: its header, then its leads, of which only those near the screen are drawn. */
export function StageColumn({
  column,
  board,
  shape,
  onFold,
  drawn = true,
}: {
  column: Column;
  board: BoardData;
  shape: CardShape;
  onFold?: () => void;
  /** False far from the screen: the header alone. */
  drawn?: boolean;
}) {
  return (
    <View style={styles.column}>
      <StageHeader
        column={column}
        completeness={board.completeness}
        lines={shape === 'phone' ? 1 : 2}
        {...(onFold && { onFold })}
      />
      {drawn && <Leads column={column} board={board} shape={shape} />}
    </View>
  );
}

function Leads({ column, board, shape }: { column: Column; board: BoardData; shape: CardShape }) {
  const { t } = useTranslation('board');
  const crm = useCrmName();
  if (column.leads.length === 0 && board.completeness === 'loading') {
    return <CardSkeletons count={3} />;
  }
  return (
    <FlashList
      // A keyboard scrolls only what it can reach, and a card that does nothing takes no focus.
      tabIndex={0}
      role="group"
      aria-label={column.stage.name}
      data={column.leads}
      keyExtractor={keyOf}
      extraData={shape}
      renderItem={({ item }) => (
        <View style={styles.cell}>
          <LeadCard lead={item} shape={shape} />
        </View>
      )}
      ListEmptyComponent={
        <EmptyState title={t('emptyStage.title')} text={t('emptyStage.text', { crm })} />
      }
      contentContainerStyle={styles.content}
      showsVerticalScrollIndicator={false}
      refreshing={board.refreshing && !board.first && board.completeness !== 'loading'}
      onRefresh={() => void board.refresh()}
      drawDistance={400}
    />
  );
}

const keyOf = (lead: Lead) => String(lead.id);

const styles = StyleSheet.create({
  column: { flex: 1, gap: space.s },
  cell: { paddingBottom: 7 },
  content: { paddingBottom: space.xxl },
});
