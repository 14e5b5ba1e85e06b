type Read = { done: false; value: Uint8Array } | { done: true; value: undefined };

/**
 * A response whose body comes piece by piece, on promises alone: the streams of Node wait for timers
 * that tests have stopped.
 */
export function fakeStream(signal: AbortSignal | null | undefined) {
  const ready: Read[] = [];
  let waiting: { resolve: (read: Read) => void; reject: (error: Error) => void } | null = null;
  const give = (read: Read) => {
    if (waiting === null) ready.push(read);
    else waiting.resolve(read);
    waiting = null;
  };
  signal?.addEventListener('abort', () => {
    waiting?.reject(new Error('aborted'));
    waiting = null;
  });
  const read = () =>
    new Promise<Read>((resolve, reject) => {
      const next = ready.shift();
      if (next === undefined) waiting = { resolve, reject };
      else resolve(next);
    });
  const response = new Response(null, { status: 200 });
  Object.defineProperty(response, 'body', { value: { getReader: () => ({ read }) } });
  return {
    response,
    send: (text: string) => give({ done: false, value: new TextEncoder().encode(text) }),
    end: () => give({ done: true, value: undefined }),
  };
}
