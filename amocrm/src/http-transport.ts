import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { AmoError } from './errors.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/**
 * Node resolves `localhost` but not the names under it; RFC 6761 says they are loopback too. The
 * sandbox's accounts are such names.
 */
const lookup: LookupFunction = (hostname, options, callback) => {
  if (hostname !== 'localhost' && !hostname.endsWith('.localhost')) {
    dns.lookup(hostname, options, callback);
    return;
  }
  const v4 = { address: '127.0.0.1', family: 4 };
  const v6 = { address: '::1', family: 6 };
  process.nextTick(() => {
    if (options.all === true) callback(null, [v4, v6]);
    else if (options.family === 6 || options.family === 'IPv6') callback(null, v6.address, 6);
    else callback(null, v4.address, 4);
  });
};

/** What one try ended with; `retriable` says that amoCRM cannot have seen the request. */
class TryFailed extends Error {
  readonly error: AmoError;
  readonly retriable: boolean;

  constructor(error: AmoError, retriable: boolean) {
    super(error.message);
    this.error = error;
    this.retriable = retriable;
  }
}

/** A deadline that is this much overdue: the process itself stood still (frozen, or the lid closed). */
const stoodStillMs = 250;
/** What is read then of an answer that came meanwhile, before the deadline counts. */
const wakingMs = 1_000;

/** Node's error cut to its code: a parser error carries the raw bytes of the answer. */
function cleanCause(error: NodeJS.ErrnoException): Error {
  return new Error(error.code ?? error.name);
}

/**
 * HTTP by node:http and node:https, not fetch: the connect deadline, the total deadline and the
 * body cap are separate, and names under `.localhost` are resolved here.
 *
 * A GET is tried once more, within the same total deadline, when its connection was refused or a
 * kept-alive connection turned out to be closed. Nothing else is ever repeated.
 */
export function httpTransport(): Transport {
  const shared = { keepAlive: true, maxSockets: 64, timeout: 15_000, lookup };
  const agents = { 'http:': new http.Agent(shared), 'https:': new https.Agent(shared) };

  function begin(request: TransportRequest, fresh: boolean): http.ClientRequest {
    const secure = request.url.protocol === 'https:';
    const options = {
      method: request.method,
      headers: { ...request.headers, ...(fresh ? { connection: 'close' } : {}) },
      agent: fresh ? (false as const) : agents[secure ? 'https:' : 'http:'],
      lookup,
      // Node's default of a quarter second an address gives up on slow mobile-like networks.
      autoSelectFamilyAttemptTimeout: 2_000,
      maxHeaderSize: 32_768,
    };
    return (secure ? https : http).request(request.url, options);
  }

  function once(
    request: TransportRequest,
    fresh: boolean,
    deadline: number,
  ): Promise<TransportResponse> {
    return new Promise((resolve, reject) => {
      let connected = false;
      let answered = false;
      let settled = false;
      const outgoing = begin(request, fresh);

      const settle = (finish: () => void) => {
        if (settled) return;
        settled = true;
        clearTimeout(totalTimer);
        clearTimeout(connectTimer);
        request.signal?.removeEventListener('abort', abort);
        finish();
      };
      const fail = (error: AmoError, retriable = false) => {
        settle(() => {
          outgoing.destroy();
          reject(new TryFailed(error, retriable));
        });
      };
      const abort = () => fail(new AmoError('aborted', { outcomeUnknown: connected }));
      const broken = (problem: NodeJS.ErrnoException) => {
        const cause = cleanCause(problem);
        if (problem.code?.startsWith('HPE_')) {
          fail(new AmoError('invalid_response', { outcomeUnknown: true, cause }));
        } else if (connected) {
          const stale = outgoing.reusedSocket;
          fail(new AmoError('connection_lost', { outcomeUnknown: true, cause }), stale);
        } else {
          fail(new AmoError('unreachable', { cause }), problem.code === 'ECONNREFUSED');
        }
      };

      let connectTimer: NodeJS.Timeout | undefined;
      const expire = () => fail(new AmoError('timeout', { outcomeUnknown: connected }));
      // Timers run before sockets are read: after a stand-still the answer may be waiting already.
      let totalTimer = setTimeout(() => {
        if (performance.now() - deadline < stoodStillMs) expire();
        else totalTimer = setTimeout(expire, wakingMs);
      }, deadline - performance.now());

      outgoing.on('socket', (socket) => {
        if (!socket.connecting) {
          connected = true;
          return;
        }
        connectTimer = setTimeout(
          () => fail(new AmoError('unreachable', { cause: new Error('connect deadline') })),
          request.connectTimeoutMs,
        );
        socket.once(request.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          connected = true;
          clearTimeout(connectTimer);
        });
      });
      outgoing.on('error', broken);
      outgoing.on('close', () => {
        // Once there is an answer, its body tells how it ends.
        if (!answered) broken(new Error('closed without an answer'));
      });
      outgoing.on('response', (incoming) => {
        answered = true;
        const lost = (cause: Error) => {
          const status = incoming.statusCode ?? null;
          fail(new AmoError('connection_lost', { status, outcomeUnknown: true, cause }));
        };
        readBody(incoming, request.maxBodyBytes).then(
          (body) => {
            if (body instanceof AmoError) fail(body);
            else settle(() => resolve(responseOf(incoming, body)));
          },
          (error: unknown) => lost(error instanceof Error ? cleanCause(error) : new Error('lost')),
        );
      });

      if (request.signal?.aborted) abort();
      else {
        request.signal?.addEventListener('abort', abort);
        outgoing.end(request.body);
      }
    });
  }

  return {
    async request(request) {
      const deadline = performance.now() + request.totalTimeoutMs;
      if (request.signal?.aborted) throw new AmoError('aborted');
      try {
        return await once(request, request.fresh, deadline);
      } catch (error) {
        if (!(error instanceof TryFailed)) throw error;
        if (!error.retriable || request.method !== 'GET') throw error.error;
      }
      try {
        return await once(request, true, deadline);
      } catch (error) {
        throw error instanceof TryFailed ? error.error : error;
      }
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

/** The body as text, or the error when it is larger than `limit`; rejects when it breaks off. */
async function readBody(incoming: http.IncomingMessage, limit: number): Promise<string | AmoError> {
  const tooLarge = new AmoError('invalid_response', {
    status: incoming.statusCode ?? null,
    outcomeUnknown: true,
    cause: new Error(`more than ${limit} bytes`),
  });
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > limit) return tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function responseOf(incoming: http.IncomingMessage, body: string): TransportResponse {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { status: incoming.statusCode ?? 0, headers, body };
}

let shared: Transport | null = null;

/** The transport used where none is given: one a process, made when first needed. */
export function defaultTransport(): Transport {
  shared ??= httpTransport();
  return shared;
}

/** Ends the shared transport's kept-alive connections; the next call opens new ones. */
export function closeDefaultTransport(): void {
  shared?.close();
  shared = null;
}
