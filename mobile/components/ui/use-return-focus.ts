/** On the phone the dialog moves the screen reader itself. */
export function useReturnFocus(): object {
  return {};
}
