import { useFonts } from 'expo-font';
import { useEffect, useState } from 'react';
import { fontFiles } from './fonts';

/** Milliseconds after which words matter more than their letters: the system's font stands in. */
const PATIENCE = 2500;

/** True when the app may draw: the fonts are here, or are not going to be. */
export function useAppFonts(): boolean {
  const [loaded, error] = useFonts(fontFiles);
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return loaded || error !== null || late;
}
