import { useRef, useState } from 'react';
import { ScrollView, StyleSheet, View } from 'react-native';
import { space } from '@/theme/tokens';
import type { Column } from './arrange';
import { DragSurface } from './drag/DragSurface';
import { useEdgeScroll } from './drag/use-edge-scroll';
import { FoldedStage } from './FoldedStage';
import { StageColumn } from './StageColumn';
import type { BoardData } from './use-board';
import type { Folding } from './use-folding';
import { cardShape, columnWidth, WIDE_GAP } from './wide-layout';

/** Stages side by side. Won and lost stay docked at the right while the others scroll. */
export function WideBoard({ board, folding }: { board: BoardData; folding: Folding }) {
  const [room, setRoom] = useState<number | null>(null);
  const frame = useRef<View>(null);
  const row = useRef<ScrollView>(null);
  const offset = useRef(0);
  useEdgeScroll(frame, row, offset);
  const { columns } = board;
  const folded = columns.filter(folding.isFolded);
  const docked = folded.filter(({ kind }) => kind !== 'incoming');
  const rowed = columns.filter((column) => !docked.includes(column));
  const width = room === null ? 0 : columnWidth(room, columns, folded.length);
  const strip = (column: Column) => (
    <FoldedStage
      key={column.stage.id}
      column={column}
      onOpen={() => folding.unfold(column.stage.id)}
    />
  );
  return (
    <DragSurface>
      <View
        style={styles.board}
        onLayout={(event) => setRoom(event.nativeEvent.layout.width - 2 * space.screen)}
      >
        <View ref={frame} collapsable={false} style={styles.grow}>
          {room !== null && (
            <ScrollView
              ref={row}
              horizontal
              testID="board-row"
              style={styles.grow}
              contentContainerStyle={styles.row}
              scrollEventThrottle={16}
              onScroll={({ nativeEvent }) => {
                offset.current = nativeEvent.contentOffset.x;
              }}
            >
              {rowed.map((column) =>
                folding.isFolded(column) ? (
                  strip(column)
                ) : (
                  <View key={column.stage.id} style={{ width }}>
                    <StageColumn
                      column={column}
                      board={board}
                      shape={cardShape(width)}
                      {...(column.kind !== 'open' && {
                        onFold: () => folding.fold(column.stage.id),
                      })}
                    />
                  </View>
                ),
              )}
            </ScrollView>
          )}
        </View>
        {docked.map(strip)}
      </View>
    </DragSurface>
  );
}

const styles = StyleSheet.create({
  board: {
    flex: 1,
    flexDirection: 'row',
    gap: WIDE_GAP,
    paddingHorizontal: space.screen,
    paddingBottom: space.l,
  },
  grow: { flex: 1 },
  row: { gap: WIDE_GAP },
});
