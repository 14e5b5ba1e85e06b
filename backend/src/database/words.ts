/** Where a database is, for people: never with its user or password. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

/** Why a database said no, for people. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'nothing listens there. Is the server running?';
  if (code === 'ENOTFOUND') return 'there is no such host.';
  if (code === '28P01' || code === '28000') return 'it refuses this user or password.';
  if (code === '3D000') return 'there is no such database. Create it first.';
  return error.message;
}
