import { resolve } from 'node:path';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { buildApp } from './app.ts';
import { systemClock } from './clock.ts';
import { readConfig, warningsOf, type Config } from './config.ts';
import { openDatabase } from './database/open.ts';
import { createLogger } from './http/logging.ts';
import { StartRefusal } from './start-refusal.ts';

/** Where the export of `mobile/` lands. */
const webRoot = resolve(import.meta.dirname, '../../mobile/dist');

const CLOSE_WITHIN_MS = 15_000;

try {
  await run(readConfig(process.env));
} catch (error) {
  // A refusal is a sentence for a person; anything else is ours and needs its stack.
  process.stderr.write(`${error instanceof StartRefusal ? error.message : stackOf(error)}\n`);
  process.exit(1);
}

async function run(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  for (const warning of warningsOf(config)) logger.warn(warning);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });

  const database = await openDatabase(config, { log: logger });
  let app: FastifyInstance;
  try {
    app = await buildApp({ config, db: database.db, clock: systemClock, logger, metrics, webRoot });
    await listen(app, config);
  } catch (error) {
    await database.close();
    throw error;
  }
  let lost = false;
  let stopping = false;
  const grace = closeWithGrace({ delay: CLOSE_WITHIN_MS, logger }, async ({ err, signal }) => {
    if (err) logger.error({ err }, 'The backend stops because of an error');
    else logger.info({ signal }, 'The backend stops');
    stopping = true;
    await app.close();
    await database.close();
    // The exit code tells a supervisor to start again.
    if (lost) throw new Error('The embedded database server has stopped by itself');
  });
  // Without its database the process is of no use.
  void database.gone.then(() => {
    if (stopping) return;
    lost = true;
    grace.close();
  });
  logger.info(
    {
      mode: config.mode,
      publicUrl: config.publicUrl.origin,
      host: config.host,
      port: portOf(app),
      pid: process.pid,
    },
    'ready',
  );
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new StartRefusal(
        `Port ${String(port)} is taken on ${host}: stop what listens there, or set PORT to another one.`,
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new StartRefusal(
        `The backend may not listen on ${host}, port ${String(port)}. Choose another HOST or PORT.`,
      );
    }
    throw error;
  }
}

/** The port that was really taken, where PORT is 0. */
function portOf(app: FastifyInstance): number | null {
  const address = app.server.address();
  return address === null || typeof address === 'string' ? null : address.port;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : 'unknown error';
}
