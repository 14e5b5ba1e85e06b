import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Tunnel {
  /**
   * The environment of a process whose client insists on `https://{account}.amocrm.ru`: Node's own
   * proxy settings lead it to the sandbox, whose certificate authority is trusted there.
   */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** A proxy that leads every CONNECT to the sandbox's https port, whatever the name. */
export async function openTunnel(secure: { port: number; ca: string }): Promise<Tunnel> {
  const folder = await mkdtemp(path.join(tmpdir(), 'foryou-tunnel-'));
  const authority = path.join(folder, 'ca.pem');
  await writeFile(authority, secure.ca);
  const open = new Set<Socket>();
  const proxy = http.createServer();
  proxy.on('connect', (_request, incoming, head) => {
    const onward = connect(secure.port, '127.0.0.1', () => {
      incoming.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(incoming).pipe(onward);
    });
    open.add(onward);
    onward.once('close', () => incoming.destroy());
    onward.once('error', () => incoming.destroy());
    incoming.once('error', () => onward.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The tunnel has no port.');
  return {
    env: {
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: `http://127.0.0.1:${address.port}`,
      NODE_EXTRA_CA_CERTS: authority,
    },
    async close() {
      for (const socket of open) socket.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
