import { createServer, connect as dial, type Socket } from 'node:net';

/** A way to a database that can be shut: what a process behind it sees is a database that is away. */
export interface DatabaseGate {
  /** The database's address through the gate. */
  url: string;
  /** Cuts every connection and refuses new ones. */
  shut(): void;
  /** New connections come through, and nothing ever comes back: a server that fell silent. */
  hush(): void;
  open(): void;
  /** Shuts when a client says this, after passing it on: its answer never comes. */
  shutAfter(words: string): void;
  close(): Promise<void>;
}

export async function startDatabaseGate(databaseUrl: string): Promise<DatabaseGate> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  let state: 'open' | 'shut' | 'silent' = 'open';
  let trap: string | null = null;

  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    if (state === 'shut') {
      client.destroy();
      return;
    }
    const upstream = dial(Number(target.port || 5432), target.hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      const isTrapped = trap !== null && bytes.includes(trap);
      if (state !== 'silent') upstream.write(bytes);
      if (!isTrapped) return;
      trap = null;
      state = 'shut';
      // The server gets to read it before its client is gone.
      upstream.once('data', cut);
    });
    upstream.on('data', (bytes) => {
      if (state === 'open') client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return {
    url: url.href,
    shut() {
      state = 'shut';
      cut();
    },
    hush() {
      state = 'silent';
    },
    open() {
      // What was silent stays so: its connections have missed their answers.
      if (state === 'silent') cut();
      state = 'open';
    },
    shutAfter(words) {
      trap = words;
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
