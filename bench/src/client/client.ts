import { startSandbox } from 'amocrm-sandbox';
import { startChild, type Child } from '../child.ts';
import { median, type Figure } from '../report.ts';
import { grantedBy, seesAll } from '../sandbox-grant.ts';
import { pageSize, readingSchema, type Reading, type ReadingSetup } from './reading.ts';
import { openTunnel } from './tunnel.ts';

const leads = 5_000;
/** Of which the first do not count: code is still being compiled. */
const warmUp = 3;
const rounds = 9;

interface Side {
  name: string;
  module: string;
  atMost: number;
}
const ours = 'ours';
/** Those that only hand out what came do less than ours, which may cost twice as much for it. */
const peers: Side[] = [
  { name: 'fetch and JSON.parse', module: 'bare', atMost: 2 },
  { name: "amocrm-js's leads", module: 'amocrm-js-entities', atMost: 1 },
  { name: "amocrm-js's requests, as they came", module: 'amocrm-js', atMost: 2 },
  { name: '@shevernitskiy/amo, as they came', module: 'amo', atMost: 2 },
];

/**
 * Processor time per thousand leads, read in pages of 250 and made into objects: each client in a
 * process of its own, all from one sandbox in another, by https. Ours checks and names every field on
 * the way; none of the others checks one. The sides take turns in rounds, and medians count.
 */
export async function client(): Promise<Figure[]> {
  const sandbox = await startSandbox({ control: true, tls: true, leads });
  const { secure } = sandbox;
  if (!secure) throw new Error('The sandbox has no https.');
  const tunnel = await openTunnel(secure);
  const running = new Map<string, Child>();
  try {
    const setup: ReadingSetup = {
      origin: secure.origin,
      subdomain: seesAll.subdomain,
      accessToken: await grantedBy(sandbox),
      pages: leads / pageSize,
    };
    for (const module of [ours, ...peers.map((side) => side.module)]) {
      const place = new URL(`readers/${module}.ts`, import.meta.url);
      running.set(module, await startChild(place, setup, tunnel.env));
    }
    const costs = await takeTurns(running);
    const own = costs.get(ours) ?? NaN;
    const told = (ms: number) => `${ms.toFixed(1)} ms of processor time`;
    return peers.map(({ name, module, atMost }) => {
      const cost = costs.get(module) ?? NaN;
      return {
        what: `A thousand leads, read and parsed, against ${name}`,
        ours: told(own),
        peer: told(cost),
        ratio: own / cost,
        goal: { atMost },
      };
    });
  } finally {
    await Promise.all([...running.values()].map((child) => child.close()));
    await tunnel.close();
    await sandbox.close();
  }
}

/** Milliseconds per thousand leads, by module. */
async function takeTurns(running: ReadonlyMap<string, Child>): Promise<Map<string, number>> {
  const seen = new Map<string, number[]>();
  let expected: Reading | null = null;
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [module, child] of running) {
      const reading = await child.ask({ do: 'read' }, readingSchema);
      expected ??= reading;
      if (reading.leads !== leads || reading.prices !== expected.prices) {
        throw new Error(`${module} read ${reading.leads} leads worth ${reading.prices}.`);
      }
      if (round < warmUp) continue;
      seen.set(module, [...(seen.get(module) ?? []), (reading.cpuMs * 1000) / leads]);
    }
  }
  return new Map([...seen].map(([module, costs]) => [module, median(costs)]));
}
