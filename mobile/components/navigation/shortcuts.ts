/** What keys can ask for. */
export type Shortcut = 'search' | 'new' | 'board' | 'settings' | 'help';

/** A phone has no keys to press: nothing is ever asked for. */
export const hasKeys = (): boolean => false;

export const listenForKeys =
  (_ask: (shortcut: Shortcut) => void, _isOn: () => boolean): (() => void) =>
  () =>
    undefined;
