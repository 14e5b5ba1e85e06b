import autocannon from 'autocannon';

/** Answers a second, when so many connections ask all the time. Anything but 2xx is a failure. */
export async function load(
  url: string,
  headers: Record<string, string>,
  { seconds, connections, post }: { seconds: number; connections: number; post?: string },
): Promise<number> {
  const what = post === undefined ? {} : { method: 'POST' as const, body: post };
  const result = await autocannon({ url, headers, duration: seconds, connections, ...what });
  const bad = result.non2xx + result.errors;
  if (bad > 0) throw new Error(`${url} did not answer everything: ${bad}`);
  return result['2xx'] / result.duration;
}
