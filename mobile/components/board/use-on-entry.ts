import { useFocusEffect } from 'expo-router';
import { useCallback } from 'react';
import { AppState } from 'react-native';

/** Runs whenever the screen is entered, and when the app comes back to the front over it. */
export function useOnEntry(work: () => void): void {
  useFocusEffect(
    useCallback(() => {
      work();
      const subscription = AppState.addEventListener('change', (state) => {
        if (state === 'active') work();
      });
      return () => subscription.remove();
    }, [work]),
  );
}
