import { setTimeout as sleep } from 'node:timers/promises';
import { createConnections } from '@foryou-crm/backend/amo-crm/connections';
import { connect } from '@foryou-crm/backend/database/open';
import { createMirror } from '@foryou-crm/backend/mirror/sync/mirror';
import { mirrorAccounts } from '@foryou-crm/backend/mirror/tables';
import { silentLog as log } from '@foryou-crm/backend/testing/silent-log';
import { readSetup, serveChild } from '../serve-child.ts';
import { clock, deploymentAt } from '../vault/deployment.ts';
import { pageSize, setupSchema, type Imported } from './protocol.ts';

/*
 * A backend that keeps mirrors and nothing else: neither the database nor amoCRM is in it. Imports what
 * is connected when told, and says what that took.
 */

const { databaseUrl, origin } = readSetup(setupSchema);
const { db, pool } = connect(databaseUrl, log);
const connections = createConnections({ config: deploymentAt(origin), db, clock, log });
const mirror = createMirror({
  config: { publicUrl: new URL('http://app.example.test') },
  ...{ db, clock, log, accountFor: connections.accountFor },
});

async function isFinished(): Promise<boolean> {
  const [account] = await db.select().from(mirrorAccounts);
  if (account?.trouble) throw new Error(`The import stands still: ${account.trouble}`);
  return account !== undefined && account.importFinishedAt !== null;
}

/**
 * Tables of the mirror by the lists they were read from; notes have one a kind of card, and amoCRM gives
 * events by 100.
 */
const lists = `
  select 'leads' as list, count(*)::int as rows from mirror_leads
  union all select 'contacts', count(*)::int from mirror_contacts
  union all select 'companies', count(*)::int from mirror_companies
  union all select 'tasks', count(*)::int from mirror_tasks
  union all select 'incoming leads', count(*)::int from mirror_unsorted
  union all select 'events', count(*)::int from mirror_events
  union all select 'notes of ' || entity_type, count(*)::int from mirror_notes group by entity_type`;
const eventsPage = 100;

async function importAll(): Promise<Imported> {
  const stop = new AbortController();
  const began = performance.now();
  const working = mirror.background(stop.signal);
  while (!(await isFinished())) await sleep(20);
  const seconds = (performance.now() - began) / 1000;
  stop.abort();
  await working;
  const { rows } = await pool.query<{ list: string; rows: number }>(lists);
  return {
    seconds,
    leads: rows.find(({ list }) => list === 'leads')?.rows ?? 0,
    pages: rows.reduce(
      (sum, { list, rows: all }) =>
        sum + Math.ceil(all / (list === 'events' ? eventsPage : pageSize)),
      0,
    ),
    rows: rows.map((one) => `${one.rows} ${one.list}`).join(', '),
    peakRss: process.resourceUsage().maxRSS * 1024,
  };
}

serveChild(importAll);
