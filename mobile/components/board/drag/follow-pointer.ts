import type { View } from 'react-native';
import type { CardActions } from './drag-context';
import type { Lifted, Point } from './drag';

/** Milliseconds that a finger holds still to lift a card, and how far it may stray meanwhile. */
const LIFT_AFTER = 300;
const STRAY = 8;
const MOUSE_LIFTS_AFTER = 5;

type Held = {
  id: number;
  card: Lifted;
  start: Point;
  mouse: boolean;
  timer?: ReturnType<typeof setTimeout>;
};

/**
 * Lifts, moves and drops cards of a board in the browser; opens a card's menu on a right click and
 * on `m`.
 * @returns stops that
 */
export function followPointer(
  surface: HTMLElement,
  { drag, onDropped, openMenu }: Pick<CardActions, 'drag' | 'onDropped' | 'openMenu'>,
): () => void {
  const off = new AbortController();
  let held: Held | null = null;
  const isLifted = () => drag.current().lifted !== null;
  const cardOf = (target: EventTarget | null) => drag.cardOf((view) => contains(view, target));
  const letGo = () => {
    clearTimeout(held?.timer);
    held = null;
  };

  const down = (event: PointerEvent) => {
    if (!event.isPrimary || event.button !== 0 || isLifted()) return;
    letGo();
    const card = cardOf(event.target);
    if (card === null) return;
    const start = { x: event.clientX, y: event.clientY };
    const mouse = event.pointerType === 'mouse';
    held = { id: event.pointerId, card, start, mouse };
    if (!mouse) held.timer = setTimeout(() => drag.lift(start, card), LIFT_AFTER);
  };
  const move = (event: PointerEvent) => {
    if (held?.id !== event.pointerId) return;
    const at = { x: event.clientX, y: event.clientY };
    if (isLifted()) return drag.move(at);
    const far = Math.hypot(at.x - held.start.x, at.y - held.start.y);
    if (far <= (held.mouse ? MOUSE_LIFTS_AFTER : STRAY)) return;
    if (held.mouse && drag.lift(held.start, held.card, false)) drag.move(at);
    else letGo();
  };
  const up = (event: PointerEvent) => {
    if (held?.id !== event.pointerId) return;
    letGo();
    const dropped = drag.drop();
    if (dropped === null) return;
    swallowClick();
    onDropped(dropped);
  };
  const give = () => {
    letGo();
    drag.cancel();
  };
  const menu = (event: MouseEvent) => {
    // A long press asks for a menu too; the card is in the hand by then.
    if (isLifted() || held !== null) return event.preventDefault();
    const card = cardOf(event.target);
    if (card === null) return;
    event.preventDefault();
    openMenu(card.lead);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return give();
    if (event.code !== 'KeyM' || event.ctrlKey || event.metaKey || event.altKey) return;
    const card = cardOf(event.target);
    if (card === null) return;
    event.preventDefault();
    openMenu(card.lead);
  };

  const { signal } = off;
  surface.addEventListener('pointerdown', down, { signal });
  surface.addEventListener('contextmenu', menu, { signal });
  surface.addEventListener('keydown', key, { signal });
  // The page scrolls under a finger unless this is said to each of its moves, and not passively.
  const still = (event: TouchEvent) => {
    if (isLifted()) event.preventDefault();
  };
  surface.addEventListener('touchmove', still, { signal, passive: false });
  window.addEventListener('pointermove', move, { signal });
  window.addEventListener('pointerup', up, { signal });
  window.addEventListener('pointercancel', give, { signal });
  window.addEventListener('blur', give, { signal });
  return () => {
    off.abort();
    give();
  };
}

function contains(view: View, target: EventTarget | null): boolean {
  const node: unknown = view;
  return node instanceof HTMLElement && target instanceof Node && node.contains(target);
}

/** The click that a browser makes of a drag opens nothing. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}
