import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver of hooks got. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The pairs of the form, decoded, in their order. */
  readonly fields: ReadonlyMap<string, string>;
}

/** How it answers; `hang` never does. */
export type Manner = number | 'hang' | 'cut';

/** A real HTTP receiver of hooks on this machine. */
export interface Receiver {
  readonly url: string;
  readonly got: readonly Received[];
  /** The next answers, in their order; then `otherwise`. */
  answer(otherwise: Manner, ...first: Manner[]): void;
  clear(): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  let got: Received[] = [];
  let manners: Manner[] = [];
  let usual: Manner = 200;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      got.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body,
        fields: new Map(new URLSearchParams(body)),
      });
      const manner = manners.shift() ?? usual;
      if (manner === 'hang') return;
      if (manner === 'cut') request.socket.destroy();
      else response.writeHead(manner).end('heard');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = portOf(server.address());
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    get got() {
      return got;
    },
    answer(otherwise, ...first) {
      usual = otherwise;
      manners = first;
    },
    clear: () => {
      got = [];
      manners = [];
      usual = 200;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      }),
  };
}

function portOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return address;
}
