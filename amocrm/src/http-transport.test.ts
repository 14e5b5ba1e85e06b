import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpTransport } from './http-transport.ts';
import { caught } from './testing/caught.ts';
import { html, json, localServer, type LocalServer } from './testing/local-server.ts';
import type { Transport, TransportRequest } from './transport.ts';

let transport: Transport;
let closing: (() => Promise<void> | void)[] = [];

beforeEach(() => {
  transport = httpTransport();
  closing = [() => transport.close()];
});
afterEach(async () => {
  for (const close of closing) await close();
});

async function serve(handler: Parameters<typeof localServer>[0]): Promise<LocalServer> {
  const local = await localServer(handler);
  closing.push(local.close);
  return local;
}

/** A server that speaks raw TCP: `talk` gets each connection. */
async function raw(talk: (socket: net.Socket, connection: number) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  let connection = 0;
  const listener = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket, (connection += 1));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => listener.close(() => resolve()));
  });
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function send(port: number, more: Partial<TransportRequest> = {}) {
  return transport.request({
    method: 'GET',
    url: new URL(`http://agency.amocrm.localhost:${port}/x`),
    headers: { authorization: 'Bearer s3cret-token' },
    connectTimeoutMs: 2000,
    totalTimeoutMs: 5000,
    maxBodyBytes: 10 * 1024 * 1024,
    fresh: false,
    ...more,
  });
}

const post = { method: 'POST', body: '{"client_secret":"s3cret-token"}' } as const;

describe('an answer', () => {
  it('comes back whole: status, headers in lower case, UTF-8 split over packets', async () => {
    const local = await serve((_, response) => {
      response.writeHead(207, { 'X-Request-Id': 'r1', 'Content-Type': 'text/plain' });
      const bytes = Buffer.from('Сделка для примера');
      response.write(bytes.subarray(0, 5));
      response.end(bytes.subarray(5));
    });
    const response = await send(local.port);
    expect(response.status).toBe(207);
    expect(response.headers.get('x-request-id')).toBe('r1');
    expect(response.body).toBe('Сделка для примера');
  });

  it('names under .localhost are this machine, for any depth and without asking DNS', async () => {
    const local = await serve((_, response) => json(response, 200, {}));
    const url = new URL(`http://deep.er.amocrm.localhost:${local.port}/x`);
    expect((await send(local.port, { url })).status).toBe(200);
    expect(local.requests[0]?.headers.host).toBe(`deep.er.amocrm.localhost:${local.port}`);
  });

  it('a redirect is an answer; nobody follows it, and its target sees nothing', async () => {
    const canary = await serve((_, response) => json(response, 200, {}));
    const local = await serve((_, response) => {
      response.writeHead(307, { location: `http://x.localhost:${canary.port}/steal` }).end();
    });
    expect((await send(local.port, post)).status).toBe(307);
    expect(canary.connections()).toBe(0);
  });

  it('many at once share few connections; a fresh one has its own and closes it', async () => {
    const local = await serve((_, response) => json(response, 200, {}));
    for (let round = 0; round < 5; round += 1) await send(local.port);
    expect(local.connections()).toBe(1);
    await send(local.port, { ...post, fresh: true });
    expect(local.connections()).toBe(2);
    expect(local.requests.at(-1)?.headers.connection).toBe('close');
  });
});

describe('a hostile answer', () => {
  it.each([
    ['half of what Content-Length says', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":'],
    [
      'a chunked body without its end',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
    ],
  ])('%s is a lost connection with unknown outcome', async (_, bytes) => {
    const port = await raw((socket) => {
      socket.once('data', () => socket.end(bytes));
    });
    const error = await caught(send(port, post));
    expect(error.code).toBe('connection_lost');
    expect(error.outcomeUnknown).toBe(true);
  });

  it('50 MB is cut off at the cap, announced or not', async () => {
    let written = 0;
    const local = await serve((request, response) => {
      const announced = request.url === '/announced';
      response.writeHead(200, announced ? { 'content-length': 50 * 1024 * 1024 } : {});
      const chunk = Buffer.alloc(256 * 1024, 0x20);
      const pour = () => {
        while (written < 50 * 1024 * 1024 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pour);
            return;
          }
        }
        if (!response.destroyed) response.end();
      };
      pour();
    });
    for (const path of ['/announced', '/chunked']) {
      written = 0;
      const url = new URL(path, `http://agency.amocrm.localhost:${local.port}`);
      const error = await caught(send(local.port, { url }));
      expect(error.code).toBe('invalid_response');
      expect(error.outcomeUnknown).toBe(true);
      expect(written).toBeLessThan(40 * 1024 * 1024);
    }
  });

  it('what is not HTTP is invalid, and its bytes stay out of the error', async () => {
    const port = await raw((socket) => {
      socket.once('data', () => socket.end('s3cret-token, and not HTTP at all\r\n\r\n'));
    });
    const error = await caught(send(port, post));
    expect(error.code).toBe('invalid_response');
    expect(String(error.cause)).not.toContain('s3cret');
    expect(Object.keys(error.cause ?? {})).toEqual([]);
  });

  it('headers without end are invalid', async () => {
    const port = await raw((socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`));
    });
    expect((await caught(send(port))).code).toBe('invalid_response');
  });

  it('a switch of protocols is no answer', async () => {
    const port = await raw((socket) => {
      socket.once('data', () => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
        );
      });
    });
    const error = await caught(send(port, post));
    expect(['connection_lost', 'invalid_response']).toContain(error.code);
    expect(error.outcomeUnknown).toBe(true);
  });
});

describe('deadlines', () => {
  it('silence after the request: timeout, outcome unknown', async () => {
    const local = await serve(() => undefined);
    const error = await caught(send(local.port, { ...post, totalTimeoutMs: 80 }));
    expect(error.code).toBe('timeout');
    expect(error.outcomeUnknown).toBe(true);
  });

  it('the body counts: one byte at a time does not stretch it', async () => {
    const local = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(drip));
    });
    const error = await caught(send(local.port, { totalTimeoutMs: 150 }));
    expect(error.code).toBe('timeout');
  });

  it('TLS that never answers: unreachable, and surely not processed', async () => {
    const port = await raw(() => undefined);
    const url = new URL(`https://agency.amocrm.localhost:${port}/x`);
    const error = await caught(send(port, { ...post, url, connectTimeoutMs: 80 }));
    expect(error.code).toBe('unreachable');
    expect(error.outcomeUnknown).toBe(false);
  });

  it('plain HTTP where TLS is expected: unreachable, and not a byte of the request is said', async () => {
    let heard = '';
    const port = await raw((socket) => {
      socket.on('data', (bytes) => {
        heard += bytes.toString('latin1');
        socket.end('HTTP/1.1 200 OK\r\n\r\n');
      });
    });
    const url = new URL(`https://agency.amocrm.localhost:${port}/x`);
    const error = await caught(send(port, { ...post, url }));
    expect(error.code).toBe('unreachable');
    expect(error.outcomeUnknown).toBe(false);
    expect(heard).not.toContain('s3cret-token');
  });
});

describe('a connection that was never made', () => {
  it('refused: unreachable, outcome known', async () => {
    const local = await localServer((_, response) => html(response, 200));
    await local.close();
    for (const more of [{}, post]) {
      const error = await caught(send(local.port, more));
      expect(error.code).toBe('unreachable');
      expect(error.outcomeUnknown).toBe(false);
    }
  });

  it('a refused GET is tried twice in all, a refused POST once', async () => {
    const local = await localServer((_, response) => html(response, 200));
    await local.close();
    let tries = 0;
    const count = () => (tries += 1);
    subscribe('http.client.request.start', count);
    closing.push(() => void unsubscribe('http.client.request.start', count));
    await caught(send(local.port));
    expect(tries).toBe(2);
    await caught(send(local.port, post));
    expect(tries).toBe(3);
  });

  it('no such name: unreachable', async () => {
    const error = await caught(send(1, { url: new URL('http://agency.amocrm.invalid/x') }));
    expect(error.code).toBe('unreachable');
  });
});

describe('a kept-alive connection that the other side closed', () => {
  /** Answers the first request of the first connection, and cuts it at the second. */
  async function cutting() {
    const seen: string[] = [];
    const port = await raw((socket, connection) => {
      let requests = 0;
      socket.on('data', (bytes) => {
        requests += 1;
        seen.push(`${connection}: ${bytes.toString('latin1').split(' ', 1)[0] ?? ''}`);
        if (connection === 1 && requests === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
      });
    });
    await send(port);
    return { port, seen };
  }

  it('a GET is tried once more, on a new connection', async () => {
    const { port, seen } = await cutting();
    expect((await send(port)).status).toBe(200);
    expect(seen).toEqual(['1: GET', '1: GET', '2: GET']);
  });

  it('a POST is never repeated: connection lost, outcome unknown', async () => {
    const { port, seen } = await cutting();
    const error = await caught(send(port, { method: 'POST' }));
    expect(error.code).toBe('connection_lost');
    expect(error.outcomeUnknown).toBe(true);
    expect(seen).toEqual(['1: GET', '1: POST']);
  });

  it('an answer that has begun is not asked for again', async () => {
    let requests = 0;
    const port = await raw((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{');
      });
    });
    await send(port);
    expect((await caught(send(port))).code).toBe('connection_lost');
    expect(requests).toBe(2);
  });

  it('a GET whose second try breaks too is not tried a third time', async () => {
    let connections = 0;
    const port = await raw((socket, connection) => {
      connections = connection;
      socket.once('data', () => {
        if (connection > 1) socket.destroy();
        else {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
          socket.once('data', () => socket.destroy());
        }
      });
    });
    await send(port);
    expect((await caught(send(port))).code).toBe('connection_lost');
    expect(connections).toBe(2);
  });

  it('a new connection that breaks after the GET has left is not tried again', async () => {
    let connections = 0;
    const port = await raw((socket, connection) => {
      connections = connection;
      socket.once('data', () => socket.destroy());
    });
    expect((await caught(send(port))).code).toBe('connection_lost');
    expect(connections).toBe(1);
  });
});

describe('the signal', () => {
  it('fired before: nothing is opened', async () => {
    const local = await serve((_, response) => json(response, 200, {}));
    const error = await caught(send(local.port, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('aborted');
    expect(error.outcomeUnknown).toBe(false);
    expect(local.connections()).toBe(0);
  });

  it('fired while waiting: aborted at once, outcome unknown, the connection is cut', async () => {
    const controller = new AbortController();
    const cut = Promise.withResolvers<undefined>();
    const local = await serve((request) => {
      request.socket.on('close', () => cut.resolve(undefined));
      controller.abort();
    });
    const error = await caught(send(local.port, { ...post, signal: controller.signal }));
    expect(error.code).toBe('aborted');
    expect(error.outcomeUnknown).toBe(true);
    await cut.promise;
  });
});

describe('errors are safe to log', () => {
  it('no header, body or address of the request is in them, however deep', async () => {
    const port = await raw((socket) => {
      socket.once('data', () => socket.destroy());
    });
    const errors = [
      await caught(send(port, post)),
      await caught(
        send(1, { ...post, url: new URL('http://a.amocrm.localhost:1/x?code=s3cret-token') }),
      ),
    ];
    const { inspect } = await import('node:util');
    for (const error of errors) {
      expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/s3cret|Bearer/);
    }
  });
});
