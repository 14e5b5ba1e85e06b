import { createConnections } from '@foryou-crm/backend/amo-crm/connections';
import type { AtCrashPoint } from '@foryou-crm/backend/amo-crm/vault/crash-points';
import { connect } from '@foryou-crm/backend/database/open';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { setupSchema, type AheadResult, type Memory } from './ahead-protocol.ts';
import { clock, deploymentAt } from './deployment.ts';

/*
 * A process that holds a backend's connections and refreshes whatever is due: neither the database
 * nor amoCRM is in it. Run with --expose-gc.
 */

const setup = setupSchema.parse(JSON.parse(process.env['AHEAD_SETUP'] ?? ''));

function memoryNow(): Memory {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

const memory: Memory[] = [];
let saved = 0;
const at: AtCrashPoint = (point) => {
  if (point !== 'refresh.saved') return;
  saved += 1;
  if (saved % (setup.due / 4) === 0) memory.push(memoryNow());
};

const { db, pool } = connect(setup.databaseUrl, silentLog);
const connections = createConnections({
  config: deploymentAt(setup.origin),
  db,
  clock,
  log: silentLog,
  at,
});
memory.push(memoryNow());
const began = performance.now();
const cpu = process.cpuUsage();
const renewed = await connections.keeper.refreshDue();
const { user, system } = process.cpuUsage(cpu);
const result: AheadResult = {
  renewed,
  wallSeconds: (performance.now() - began) / 1000,
  cpuSeconds: (user + system) / 1e6,
  memory,
};
await connections.close();
await pool.end();
process.send?.(result);
process.disconnect();
