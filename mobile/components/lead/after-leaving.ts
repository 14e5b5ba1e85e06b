import { AppState } from 'react-native';

/** Whether coming back from a call is noticed, or has to be said by a button. */
export const noticesReturn = true;

/** Runs once when the app comes back to the front after the dialler has had it. */
export function onceReturned(work: () => void): () => void {
  let left = false;
  const subscription = AppState.addEventListener('change', (state) => {
    if (state === 'background') left = true;
    if (state !== 'active' || !left) return;
    subscription.remove();
    work();
  });
  return () => subscription.remove();
}
