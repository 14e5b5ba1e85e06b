import { useSyncExternalStore } from 'react';
import { AccessibilityInfo, type EmitterSubscription } from 'react-native';

let high = false;
let following: EmitterSubscription[] = [];
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (next === high) return;
  high = next;
  listeners.forEach((listener) => listener());
}

/** iOS calls it "Increase Contrast", Android "High contrast text"; each answers false for the other. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (following.length === 0) {
    const ask = [
      AccessibilityInfo.isDarkerSystemColorsEnabled(),
      AccessibilityInfo.isHighTextContrastEnabled(),
    ];
    Promise.all(ask).then(
      (answers) => set(answers.includes(true)),
      () => undefined,
    );
    following = [
      AccessibilityInfo.addEventListener('darkerSystemColorsChanged', set),
      AccessibilityInfo.addEventListener('highTextContrastChanged', set),
    ];
  }
  return () => listeners.delete(listener);
}

/** Whether the person asked the system for more contrast. */
export const useHighContrast = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => high,
    () => false,
  );
