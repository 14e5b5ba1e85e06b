import type { Lead } from '@foryou-crm/contract/leads';
import { FlashList } from '@shopify/flash-list';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Button } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import type { Column } from './arrange';
import { CardSkeletons } from './BoardSkeleton';
import type { CardShape } from './CardFace';
import { useDropTarget } from './drag/drag-context';
import { LeadCard } from './LeadCard';
import { StageHeader } from './StageHeader';
import type { BoardData } from './use-board';
import { useNextPage, type NextPage } from './use-next-page';

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
  const { colours } = useTheme();
  // The phone drops cards on its dock; incoming leads are accepted, nothing is put among them.
  const takes = shape !== 'phone' && column.kind !== 'incoming';
  const { ref, over } = useDropTarget(column.stage.id, takes);
  return (
    <View ref={ref} collapsable={false} style={styles.column}>
      <StageHeader
        column={column}
        lines={shape === 'phone' ? 1 : 2}
        target={over}
        {...(onFold && { onFold })}
      />
      {drawn && <Leads column={column} board={board} shape={shape} />}
      {over && (
        <View pointerEvents="none" style={[styles.target, { borderColor: colours.brassMark }]} />
      )}
    </View>
  );
}

function Leads({ column, board, shape }: { column: Column; board: BoardData; shape: CardShape }) {
  const { t } = useTranslation('board');
  const crm = useCrmName();
  const page = useNextPage(column);
  const [atTop, setAtTop] = useState(true);
  if (column.leads.length === 0 && column.count > 0) return <CardSkeletons count={3} />;
  return (
    <FlashList
      // A keyboard scrolls only what it can reach.
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
      ListFooterComponent={<Foot page={page} />}
      onEndReached={page.near}
      onEndReachedThreshold={1.5}
      // At the top a new lead comes into sight; below it, nothing moves under the thumb.
      maintainVisibleContentPosition={{ disabled: atTop }}
      onScroll={({ nativeEvent }) => setAtTop(nativeEvent.contentOffset.y < height.card / 2)}
      contentContainerStyle={styles.content}
      showsVerticalScrollIndicator={false}
      refreshing={board.refreshing && !board.first && board.reading === 'whole'}
      onRefresh={() => void board.refresh()}
      drawDistance={400}
    />
  );
}

/** Below the leads that are here: those on their way, or the need to ask for them once more. */
function Foot({ page }: { page: NextPage }) {
  const { t } = useTranslation('board');
  if (page.state === 'loading') return <CardSkeletons count={2} />;
  if (page.state === 'idle') return null;
  return <Button kind="secondary" label={t('loadRest')} onPress={page.retry} />;
}

const keyOf = (lead: Lead) => String(lead.id);

const styles = StyleSheet.create({
  column: { flex: 1, gap: space.s },
  cell: { paddingBottom: space.cardGap },
  content: { paddingBottom: space.xxl },
  target: {
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    bottom: 0,
    borderWidth: border.focus,
    borderRadius: radius.card,
  },
});
