import { useLocalSearchParams, useRouter } from 'expo-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { paramsOf, parseFilters, type SearchFilters } from './search-filters';

/** So long, in milliseconds, a pause in typing lasts before it is a question. */
const PAUSE = 150;

/**
 * What is searched for. The screen's address holds it, so that coming back and a copied link find the
 * same; what is typed follows it there after a short pause.
 */
export function useSearchAddress() {
  const router = useRouter();
  const params = useLocalSearchParams();
  const filters = useMemo(() => parseFilters(params), [params]);
  const asked = filters.query ?? '';
  const [text, setText] = useState(asked);
  const [written, setWritten] = useState(asked);
  const [seen, setSeen] = useState(asked);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The address has changed, and not by what was typed here: a link, or the way back.
  if (asked !== seen) {
    setSeen(asked);
    if (asked !== written) {
      setWritten(asked);
      setText(asked);
    }
  }
  useEffect(() => () => clearTimeout(pause.current), []);

  const change = (some: Partial<SearchFilters>) => router.setParams(paramsOf(some));
  const ask = (query: string) => {
    clearTimeout(pause.current);
    setWritten(query);
    change({ query });
  };
  return {
    filters,
    text,
    change,
    /** Typed: asked for after a pause. */
    type: (next: string) => {
      setText(next);
      clearTimeout(pause.current);
      pause.current = setTimeout(() => ask(next), PAUSE);
    },
    /** Chosen or sent: asked for at once. */
    seek: (next: string) => {
      setText(next);
      ask(next);
    },
  };
}
