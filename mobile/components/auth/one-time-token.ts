/**
 * The token of an invitation or a reset. Those links are ordinary web addresses that the app does
 * not claim, so on a phone they open in the browser and nothing is to be read here.
 */
export function takeOneTimeToken(): string | null {
  return null;
}
