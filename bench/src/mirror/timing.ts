/** The value that so many of a hundred are within. */
export function percentile(values: readonly number[], of: number): number {
  const value = values.toSorted((a, b) => a - b)[Math.ceil((values.length * of) / 100) - 1];
  if (value === undefined) throw new RangeError('A percentile of nothing was asked for.');
  return value;
}

/** How long each act takes in milliseconds: they take turns, and the first rounds do not count. */
export async function takeTurns(
  acts: Record<string, () => Promise<unknown>>,
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<(name: string) => readonly number[]> {
  const seen = new Map(Object.keys(acts).map((name) => [name, [] as number[]]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [name, act] of Object.entries(acts)) {
      const began = performance.now();
      await act();
      if (round >= warmUp) seen.get(name)?.push(performance.now() - began);
    }
  }
  return (name) => seen.get(name) ?? [];
}

export const milliseconds = (ms: number) => `${ms.toFixed(2)} ms`;
