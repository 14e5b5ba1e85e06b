import http from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { startChild, type Child } from '../child.ts';
import { load } from '../load.ts';
import { median, type Figure } from '../report.ts';
import { grantedBy, seesAll } from '../sandbox-grant.ts';

const leads = 100_000;
const rounds = 3;
const often = { seconds: 2, connections: 10 };
const host = `${seesAll.subdomain}.amocrm.localhost`;

interface Question {
  what: string;
  query: string;
  peer: keyof typeof peers;
}
const peers = {
  /** What can be had at best: most of the work is to print 250 leads. */
  object: { name: 'a bare route that prints the same object', atLeast: 0.5 },
  bytes: { name: 'a bare route with the same bytes, printed before', atLeast: 0.05 },
};
const questions: Question[] = [
  { what: 'the first page', query: '', peer: 'bytes' },
  { what: 'the first page', query: '', peer: 'object' },
  { what: 'the last page', query: `page=${leads / 250}`, peer: 'object' },
  { what: 'with contacts', query: 'with=contacts', peer: 'object' },
  {
    what: "page 20 of one broker's",
    query: 'filter[responsible_user_id][]=10412006&page=20',
    peer: 'object',
  },
  { what: 'the latest first', query: 'order[updated_at]=desc', peer: 'object' },
];

const placeSchema = z.object({ origin: z.url(), port: z.int() });

/**
 * `GET /api/v4/leads?limit=250` at 100,000 leads, the limiter off, beside a bare Fastify route that has
 * nothing to check, look up or write down; and the time from nothing to the first answer, beside that
 * with the leads of the seed. Every server is a process of its own; sides take turns, and medians count.
 */
export async function sandbox(): Promise<Figure[]> {
  const open: Child[] = [];
  const start = async (module: string, setup: object) => {
    const child = await startChild(new URL(module, import.meta.url), setup);
    open.push(child);
    return child;
  };
  try {
    const startUp = await startUpFigure();
    const asked = await start('process.ts', { leads });
    const bare = await start('bare.ts', {});
    const { origin, port } = await asked.ask({}, placeSchema);
    const token = await grantedBy({ origin, port });
    const figures: Figure[] = [];
    for (const question of questions) figures.push(await compare(question, { port, token, bare }));
    return [...figures, startUp];
  } finally {
    await Promise.all(open.map((child) => child.close()));
  }
}

async function compare(
  { what, query, peer: kind }: Question,
  { port, token, bare }: { port: number; token: string; bare: Child },
): Promise<Figure> {
  const path = `/api/v4/leads?limit=250&${query}`;
  const headers = { host, authorization: `Bearer ${token}` };
  const body = await bodyOf(port, path, headers);
  const { origin } = await bare.ask({ body }, z.object({ origin: z.url() }));
  const rates: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const ours = await load(`http://127.0.0.1:${port}${path}`, headers, often);
    const peer = await load(`${origin}/${kind}`, {}, often);
    // In the first, code is still being compiled.
    if (round === 0) continue;
    rates.ours.push(ours);
    rates.peer.push(peer);
  }
  const [own, other] = [median(rates.ours), median(rates.peer)];
  const kilobytes = (Buffer.byteLength(body) / 1000).toFixed(0);
  return {
    what: `250 of ${leads} leads, ${what} (${kilobytes} kB), against ${peers[kind].name}`,
    ours: `${own.toFixed(0)}/s`,
    peer: `${other.toFixed(0)}/s`,
    ratio: own / other,
    goal: { atLeast: peers[kind].atLeast },
  };
}

/** As text; by node:http, because the host of a fetch cannot be chosen. */
async function bodyOf(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<string> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, path, headers }, resolve).once('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`${path}: ${String(response.statusCode)}`);
  return text(response);
}

async function startUpFigure(): Promise<Figure> {
  const took: { many: number[]; few: number[] } = { many: [], few: [] };
  const module = new URL('process.ts', import.meta.url);
  for (let round = 0; round < rounds; round += 1) {
    for (const [times, setup] of [
      [took.few, { leads: null }],
      [took.many, { leads }],
    ] as const) {
      const began = performance.now();
      const child = await startChild(module, setup);
      times.push((performance.now() - began) / 1000);
      await child.close();
    }
  }
  const [many, few] = [median(took.many), median(took.few)];
  return {
    what: `From nothing to ${leads} leads that answer, against the leads of the seed`,
    ours: `${many.toFixed(2)} s`,
    peer: `${few.toFixed(2)} s`,
    ratio: many / few,
    goal: { atMost: 3 },
  };
}
