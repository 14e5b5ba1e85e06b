/** A key that does something while this is focused, told to screen readers. */
export const keyShortcut = (key: string): object => ({ 'aria-keyshortcuts': key });

/** A card is dragged, not read letter by letter. */
export const notSelectable: object = { userSelect: 'none', WebkitTouchCallout: 'none' };
