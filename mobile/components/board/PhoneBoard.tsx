import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ScrollView,
  StyleSheet,
  useWindowDimensions,
  View,
  type NativeScrollEvent,
  type NativeSyntheticEvent,
} from 'react-native';
import { useReducedMotion } from '@/theme/reduced-motion';
import { space } from '@/theme/tokens';
import { DragSurface } from './drag/DragSurface';
import { useCardActions, useDragState } from './drag/drag-context';
import { columnSnap, rowSnap } from './snap';
import { StageColumn } from './StageColumn';
import { StageMap } from './StageMap';
import type { BoardData } from './use-board';
import type { Folding } from './use-folding';

const GAP = 10;
/** What is left of the screen beside a column: margin, gap and the peek of the next one. */
const BESIDE = 60;

/** One stage at a time, the next one peeking; the map above leads to any of them. */
export function PhoneBoard({ board, folding }: { board: BoardData; folding: Folding }) {
  const { t } = useTranslation('board');
  const { width: window } = useWindowDimensions();
  const reduced = useReducedMotion();
  const row = useRef<ScrollView>(null);
  const [index, setIndex] = useState(0);
  const { drag } = useCardActions();
  const dragging = useDragState(drag, (state) => state.lifted !== null);
  const width = window - BESIDE;
  const interval = width + GAP;
  const shown = board.columns.filter((column) => !folding.isFolded(column));
  const goingTo = useRef<number | null>(null);
  const scrollTo = (place: number) => {
    row.current?.scrollTo({ x: place * interval, animated: !reduced });
  };

  // A stage that was folded is there to go to only once it has been drawn.
  useEffect(() => {
    const place = shown.findIndex((column) => column.stage.id === goingTo.current);
    if (place < 0) return;
    goingTo.current = null;
    scrollTo(place);
  });

  const onScroll = ({ nativeEvent }: NativeSyntheticEvent<NativeScrollEvent>) => {
    const at = Math.round(nativeEvent.contentOffset.x / interval);
    setIndex(Math.min(Math.max(0, at), Math.max(0, shown.length - 1)));
  };

  return (
    <View style={styles.board}>
      <StageMap
        columns={board.columns}
        current={shown[index]?.stage.id ?? null}
        onChoose={(stageId) => {
          const place = shown.findIndex((column) => column.stage.id === stageId);
          if (place >= 0) return scrollTo(place);
          goingTo.current = stageId;
          folding.unfold(stageId);
        }}
      />
      <DragSurface>
        <ScrollView
          ref={row}
          horizontal
          testID="board-row"
          tabIndex={0}
          role="group"
          aria-label={t('stages')}
          scrollEnabled={!dragging}
          showsHorizontalScrollIndicator={false}
          contentContainerStyle={styles.row}
          scrollEventThrottle={32}
          onScroll={onScroll}
          {...rowSnap(interval)}
        >
          {shown.map((column, place) => (
            <View key={column.stage.id} style={[{ width }, columnSnap, dragging && styles.dim]}>
              <StageColumn
                column={column}
                board={board}
                shape="phone"
                drawn={Math.abs(place - index) <= 2}
                {...(column.kind !== 'open' && { onFold: () => folding.fold(column.stage.id) })}
              />
            </View>
          ))}
        </ScrollView>
      </DragSurface>
    </View>
  );
}

const styles = StyleSheet.create({
  board: { flex: 1, gap: space.s },
  dim: { opacity: 0.5 },
  // Room after the last column, so that it too can come to rest at the left.
  row: { gap: GAP, paddingLeft: space.screen, paddingRight: BESIDE - space.screen },
});
