import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buildApp } from '../../app.ts';
import { systemClock } from '../../clock.ts';
import { connect } from '../../database/open.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { backendSetupSchema, configOf } from './backend-setup.ts';

/*
 * A whole backend as a process of its own, for tests and measurements of several on one database. It
 * says where it listens; asked, it says what it uses.
 */

const setup = backendSetupSchema.parse(JSON.parse(process.env['CHILD_SETUP'] ?? ''));
const { db } = connect(setup.databaseUrl, silentLog);
const app = await buildApp({ config: configOf(setup), db, clock: systemClock });
const origin = await app.listen({ host: '127.0.0.1', port: setup.port });
const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const lateMs = delay.max / 1e6;
  const { rss } = process.memoryUsage();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const usage = { rss, held: heapUsed + external, cpuMs: (user + system) / 1000, lateMs };
  delay.reset();
  process.send?.(usage);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ origin });
