import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connectByApi, signInByApi } from '@foryou-crm/e2e/api';
import { startSystem } from '@foryou-crm/e2e/system';
import { load } from './load.ts';
import { median, type Figure } from './report.ts';

const rounds = 5;
const often = { seconds: 4, connections: 20 };
const warmUp = { ...often, seconds: 2 };

/**
 * `GET /api/amo-crm/status` of a connected broker through the whole stack (sign-in check, database,
 * headers, schema) against a bare Fastify route that answers the same bytes. Both sides take turns
 * in one run; medians count.
 */
export async function statusEndpoint(): Promise<Figure> {
  const system = await startSystem({ env: { LOG_LEVEL: 'warn' } });
  const script = await signInByApi(system, 'olena@demo.example');
  const connected = await connectByApi(system, script);
  if (!connected.ok) throw new Error(`Could not connect: ${await connected.text()}`);
  const path = '/api/amo-crm/status';
  const body = await (await script.get(path)).text();
  const bare = spawn(
    process.execPath,
    [fileURLToPath(new URL('bare-route.ts', import.meta.url)), body],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const peer = await new Promise<string>((resolve) =>
      bare.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim())),
    );
    const ours = `${system.origin.replace('localhost', '127.0.0.1')}${path}`;
    const headers = { authorization: `Bearer ${script.token}` };
    const rates: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
    await load(ours, headers, warmUp);
    await load(peer, headers, warmUp);
    for (let round = 0; round < rounds; round += 1) {
      rates.ours.push(await load(ours, headers, often));
      rates.peer.push(await load(peer, headers, often));
    }
    const [a, b] = [median(rates.ours), median(rates.peer)];
    return {
      what: 'Status endpoint, full stack, against a bare Fastify route with the same bytes',
      ours: `${a.toFixed(0)}/s`,
      peer: `${b.toFixed(0)}/s`,
      ratio: a / b,
      goal: { atLeast: 0.5 },
    };
  } finally {
    bare.kill();
    await system.dispose();
  }
}
