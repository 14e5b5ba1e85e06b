/** The full figures are for `npm run soak`; `npm test` has a short round of each. */
export const isSoak = process.env['FORYOU_SOAK'] === '1';

export const rounds = (short: number, full: number): number => (isSoak ? full : short);

/** What a soak prints, so that its figures can be reported; silent in `npm test`. */
export function report(what: string, figures: Record<string, number | string>): void {
  if (!isSoak) return;
  const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`soak · ${what}: ${told.join(', ')}\n`);
}
