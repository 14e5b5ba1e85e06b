/**
 * How often a property is tried: `few` with the other tests, many times that with FORYOU_SOAK=1. A
 * failure prints its seed.
 */
export const runs = (few: number): { numRuns: number } => ({
  numRuns: process.env['FORYOU_SOAK'] === '1' ? few * 25 : few,
});

/** How long a test of properties may take, in milliseconds. */
export const patience = process.env['FORYOU_SOAK'] === '1' ? 900_000 : 30_000;
