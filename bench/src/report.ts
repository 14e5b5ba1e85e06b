/** One line of the report: a ratio against a peer or a limit measured in the same run. */
export interface Figure {
  what: string;
  ours: string;
  peer: string;
  ratio: number;
  goal: { atLeast: number } | { atMost: number };
}

export const meetsGoal = ({ ratio, goal }: Figure): boolean =>
  'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;

/** Prints figures as they are, missed goals included. */
export function describeFigure(figure: Figure): string {
  const { what, ours, peer, ratio, goal } = figure;
  const wanted =
    'atLeast' in goal ? `at least ${String(goal.atLeast)}` : `at most ${String(goal.atMost)}`;
  const verdict = meetsGoal(figure) ? 'met' : 'MISSED';
  return `${what}\n  ours ${ours} · peer ${peer} · ratio ${ratio.toFixed(2)} (goal ${wanted}: ${verdict})`;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError('The median of nothing was asked for.');
  return middle;
}
