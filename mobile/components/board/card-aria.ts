/** The phone's screen readers have actions instead of keys. */
export const keyShortcut = (_key: string): object => ({});

export const notSelectable = {};
