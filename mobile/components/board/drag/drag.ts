import type { Lead } from '@foryou-crm/contract/leads';
import { Animated, Dimensions, type View } from 'react-native';
import { haptics } from './haptics';
import { rectOf, type Rect } from './rect';

/** Points between a finger and the card above it, and between the card and the window's sides. */
const ABOVE = 16;
const MARGIN = 8;
/** Points within which a lifted card counts as not moved. */
const STILL = 8;

export type Lifted = { lead: Lead; rect: Rect };
export type Point = { x: number; y: number };
export type DragState = { lifted: Lifted | null; over: number | null };

/** What a hand let go of. `stageId`: where; null: nowhere. `moved`: it went anywhere at all. */
export type Dropped = { lead: Lead; stageId: number | null; moved: boolean };

const resting: DragState = { lifted: null, over: null };

/**
 * One board's drag: which card is in the hand and over which stage. Surfaces tell it of the finger
 * or mouse, in window points; cards and stages name the views that are theirs.
 * @param whereIs where a view is in the window
 */
export function createDrag(whereIs: (view: View) => Rect | null = rectOf) {
  const cards = new Map<number, { lead: Lead; view: View }>();
  const targets = new Map<View, number>();
  const listeners = new Set<() => void>();
  const offset = new Animated.ValueXY();
  let state = resting;
  let from: Point = { x: 0, y: 0 };
  let byFinger = true;
  let at: Point = from;
  let moved = false;

  function show(next: DragState): void {
    state = next;
    listeners.forEach((listener) => listener());
  }

  function stageUnder(point: Point): number | null {
    const under = [...targets].flatMap(([view, stageId]) => {
      const rect = whereIs(view);
      return rect !== null && isIn(rect, point) ? { stageId, width: rect.width } : [];
    });
    // Folded stages stand over the columns that scroll beneath them, and are narrower.
    return under.sort((a, b) => a.width - b.width)[0]?.stageId ?? null;
  }

  function cardAt(point: Point): Lifted | null {
    for (const { lead, view } of cards.values()) {
      const rect = whereIs(view);
      if (rect !== null && isIn(rect, point)) return { lead, rect };
    }
    return null;
  }

  return {
    offset,
    current: (): DragState => state,
    point: (): Point => at,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** @returns takes it off again */
    addCard(lead: Lead, view: View): () => void {
      const entry = { lead, view };
      cards.set(lead.id, entry);
      return () => {
        if (cards.get(lead.id) === entry) cards.delete(lead.id);
      };
    },
    addTarget(stageId: number, view: View): () => void {
      targets.set(view, stageId);
      return () => targets.delete(view);
    },
    /** The card that a view is known to belong to. */
    cardOf(isIt: (view: View) => boolean): Lifted | null {
      const found = [...cards.values()].find(({ view }) => isIt(view));
      const rect = found && whereIs(found.view);
      return found && rect ? { lead: found.lead, rect } : null;
    },

    /**
     * Takes up a card, that under the point unless another is named. A finger does not cover what it
     * aims at: there the card is held above it. False: there is no card.
     */
    lift(point: Point, lifted: Lifted | null = cardAt(point), finger = true): boolean {
      if (lifted === null) return false;
      byFinger = finger;
      from = point;
      at = point;
      moved = false;
      offset.setValue({ x: 0, y: 0 });
      haptics.lift();
      show({ lifted, over: null });
      return true;
    },
    move(point: Point): void {
      const { lifted } = state;
      if (lifted === null) return;
      at = point;
      const by = { x: point.x - from.x, y: point.y - from.y };
      offset.setValue(byFinger ? besideFinger(lifted.rect, from, by) : by);
      moved ||= Math.hypot(by.x, by.y) > STILL;
      const stageId = moved ? stageUnder(point) : null;
      const over = stageId === lifted.lead.stageId ? null : stageId;
      if (over === state.over) return;
      if (over !== null) haptics.cross();
      show({ lifted, over });
    },
    /** Lets go. Null: there was nothing in the hand. */
    drop(): Dropped | null {
      const { lifted, over } = state;
      if (lifted === null) return null;
      if (over !== null) haptics.drop();
      show(resting);
      return { lead: lifted.lead, stageId: over, moved };
    },
    cancel(): void {
      if (state.lifted !== null) show(resting);
    },
  };
}
export type Drag = ReturnType<typeof createDrag>;

/** How far a card has gone that stands above a finger and within the window's sides. */
export function besideFinger({ x, y, width, height }: Rect, from: Point, by: Point): Point {
  const room = Dimensions.get('window').width - width - MARGIN;
  const left = Math.max(MARGIN, Math.min(room, x + by.x));
  return { x: left - x, y: by.y - (y + height - from.y) - ABOVE };
}

const isIn = ({ x, y, width, height }: Rect, point: Point): boolean =>
  point.x >= x && point.x < x + width && point.y >= y && point.y < y + height;
