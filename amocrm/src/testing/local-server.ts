import http from 'node:http';
import { sandboxServer, type AmoServer } from '../server.ts';

/** A real HTTP server for tests: whatever the handler does is what amoCRM does. */
export interface LocalServer {
  server: AmoServer;
  port: number;
  /** An account host of `server`. */
  host: string;
  /** Every request that arrived, oldest first. */
  requests: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[];
  /** TCP connections ever opened. */
  connections: () => number;
  close: () => Promise<void>;
}

/** Starts one on a free port; `handler` sees requests whose body has been read. */
export async function localServer(
  handler: (request: http.IncomingMessage, response: http.ServerResponse) => void,
): Promise<LocalServer> {
  const requests: LocalServer['requests'] = [];
  let connections = 0;
  const listener = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body });
      handler(request, response);
    });
  });
  listener.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    server: sandboxServer({ origin: `http://amocrm.localhost:${address.port}` }),
    port: address.port,
    host: 'agency.amocrm.localhost',
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
      }),
  };
}

/** Answers JSON. */
export function json(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const type = status < 400 ? 'application/hal+json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(JSON.stringify(body));
}

/** Answers a page as nginx does. */
export function html(response: http.ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' });
  response.end(`<html><head><title>${status}</title></head><body>nginx</body></html>`);
}
