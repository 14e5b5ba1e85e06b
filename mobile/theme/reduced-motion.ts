import { useSyncExternalStore } from 'react';
import { AccessibilityInfo } from 'react-native';

let reduced = false;
let following = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (next === reduced) return;
  reduced = next;
  listeners.forEach((listener) => listener());
}

/** Asks the system once for the whole app, and follows it from then on. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!following) {
    following = true;
    AccessibilityInfo.isReduceMotionEnabled().then(set, () => undefined);
    AccessibilityInfo.addEventListener('reduceMotionChanged', set);
  }
  return () => listeners.delete(listener);
}

/** Whether the person asked the system for less motion: then no loops, springs, scale or tilt. */
export const useReducedMotion = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => reduced,
    () => false,
  );
