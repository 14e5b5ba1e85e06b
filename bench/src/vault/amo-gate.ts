import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';

/** One call of the token endpoint, from its arrival to the end of its answer. */
export interface TokenCall {
  status: number;
  ms: number;
}

export interface AmoGate {
  /** For a client that takes amoCRM's origin from its settings; its accounts are subdomains. */
  origin: string;
  /**
   * The environment of a process whose client insists on `https://{account}.amocrm.ru`: Node's own
   * proxy settings lead it here, and the gate's certificate is trusted there.
   */
  env: Record<string, string>;
  /** The token calls since the last time this was asked. */
  takeTokenCalls(): TokenCall[];
  close(): Promise<void>;
}

/**
 * Stands in front of a sandbox, counts and times its token calls, and is reached in both ways: over
 * plain HTTP, and by CONNECT with TLS ended here. So clients that know no other host than amoCRM's
 * run unchanged, and all of them are counted in one place.
 */
export async function openGate(sandboxPort: number): Promise<AmoGate> {
  let calls: TokenCall[] = [];
  const agent = new http.Agent({ keepAlive: true });
  const pass: http.RequestListener = (request, response) => {
    const began = performance.now();
    if (request.method === 'POST' && request.url === '/oauth2/access_token') {
      response.once('finish', () => {
        calls.push({ status: response.statusCode, ms: performance.now() - began });
      });
    }
    const { method, url, headers } = request;
    const to = { host: '127.0.0.1', port: sandboxPort, method, path: url, headers, agent };
    const onward = http.request(to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    request.pipe(onward);
  };

  const made = await generate([{ name: 'commonName', value: 'amocrm.ru' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: '*.amocrm.ru' }] }],
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'foryou-gate-'));
  const certificate = path.join(folder, 'gate.pem');
  await writeFile(certificate, made.cert);
  const secure = https.createServer({ key: made.private, cert: made.cert }, pass);
  const plain = http.createServer(pass);
  plain.on('connect', (_request, socket, head) => {
    socket.unshift(head);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    secure.emit('connection', socket);
  });
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const address = plain.address();
  if (address === null || typeof address === 'string') throw new Error('The gate has no port.');
  return {
    origin: `http://amocrm.localhost:${address.port}`,
    env: {
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: `http://127.0.0.1:${address.port}`,
      NODE_EXTRA_CA_CERTS: certificate,
    },
    takeTokenCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
    async close() {
      agent.destroy();
      secure.closeAllConnections();
      plain.closeAllConnections();
      await new Promise((resolve) => plain.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
