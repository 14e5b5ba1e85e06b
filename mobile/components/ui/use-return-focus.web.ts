import { useRef } from 'react';

/** Gives the keyboard's focus back to what had it when the dialog opened. */
export function useReturnFocus(): object {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      if (!(before.current instanceof HTMLElement)) return;
      event.preventDefault();
      // A list may have moved it out of sight meanwhile: that must not scroll the list.
      before.current.focus({ preventScroll: true });
    },
  };
}
