let wanted = false;
let focusNow: (() => void) | null = null;

/** Lets a key or a link of another screen put the cursor into the search, there or on its way. */
export const searchField = {
  focus(): void {
    wanted = true;
    focusNow?.();
  },
  /** The field is here; returns what to call when it goes. */
  here(focus: () => void): () => void {
    focusNow = () => {
      wanted = false;
      focus();
    };
    if (wanted) focusNow();
    return () => {
      focusNow = null;
    };
  },
};
