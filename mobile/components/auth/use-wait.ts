import { useEffect, useState } from 'react';

/** Counts the seconds until something may be tried again. 0: now. */
export function useWait(): { left: number; begin: (seconds: number) => void } {
  const [until, setUntil] = useState<number | null>(null);
  const [left, setLeft] = useState(0);

  useEffect(() => {
    if (until === null) return undefined;
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setLeft(seconds);
      if (seconds === 0) setUntil(null);
    }, 250);
    return () => clearInterval(timer);
  }, [until]);

  return {
    left,
    begin: (seconds) => {
      setLeft(Math.ceil(seconds));
      setUntil(Date.now() + seconds * 1000);
    },
  };
}

/** `75` → `1:15`: the same in every language. */
export const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
