import type { FastifyInstance } from 'fastify';
import https from 'node:https';
import type { Authority } from './authority.ts';

/** The https door to a server that listens on http already. */
export interface SecureServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @throws the system's error when the port cannot be had. */
export async function openSecureServer(
  app: FastifyInstance,
  authority: Authority,
  port: number,
  host: string,
): Promise<SecureServer> {
  const server = https.createServer(await authority.issue(), (request, response) => {
    app.routing(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
