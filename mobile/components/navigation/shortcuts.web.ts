export type Shortcut = 'search' | 'new' | 'board' | 'settings' | 'help';

export const hasKeys = (): boolean => true;

/** How long, in milliseconds, `g` waits for where to go. */
const SECOND_KEY_WITHIN = 1200;

/**
 * Tells of `/`, `n`, `g b`, `g s` and `?`, and returns how to stop. Keys typed into a field or under
 * an open dialog are not ours. Ctrl+/ asks for help also while `isOn` says no: single keys can be
 * switched off, for people who speak to their computer, and must be found again.
 */
export function listenForKeys(ask: (shortcut: Shortcut) => void, isOn: () => boolean): () => void {
  let goingSince = Number.NEGATIVE_INFINITY;
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isElsewhere(event.target)) return;
    const shortcut = read(event);
    if (shortcut === null) return;
    event.preventDefault();
    ask(shortcut);
  };

  const read = (event: KeyboardEvent): Shortcut | null => {
    if (event.ctrlKey && event.key === '/') return 'help';
    if (event.ctrlKey || event.metaKey || event.altKey || !isOn()) return null;
    if (event.key === '/') return 'search';
    if (event.key === '?') return 'help';
    const letter = letterOf(event);
    const going = event.timeStamp - goingSince < SECOND_KEY_WITHIN;
    goingSince = letter === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (going && letter === 'b') return 'board';
    if (going && letter === 's') return 'settings';
    return letter === 'n' ? 'new' : null;
  };

  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

/** The Latin letter of the key, also while the keyboard writes Cyrillic. */
const letterOf = ({ key, code }: KeyboardEvent): string | undefined =>
  /^[a-z]$/i.test(key)
    ? key.toLowerCase()
    : /^[\p{Script=Cyrillic}]$/u.test(key)
      ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
      : undefined;

const isElsewhere = (target: EventTarget | null): boolean =>
  document.querySelector('[role="dialog"]') !== null ||
  (target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select')));
