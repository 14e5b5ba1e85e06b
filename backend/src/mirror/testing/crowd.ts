import { paths } from '@foryou-crm/contract/paths';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { bearer } from '../../testing/app.ts';
import type { Broker } from './agencies.ts';

/** Something that was told to a broker, when it arrived. */
export interface Heard {
  accountId: number;
  leadId: number | null;
  at: number;
}

/**
 * Brokers who follow the live events, each on a connection of his own; when his token ends he comes
 * back with the next one and his last id, as the app does.
 */
export function createCrowd(heard: (told: Heard) => void) {
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  const open = new Set<IncomingMessage>();
  let isOver = false;
  const counts = { opened: 0, refused: 0, resets: 0, resumed: 0 };

  /** Resolves when the stream is open and has told its first event. */
  async function follow(origin: string, broker: Broker, lastId?: string): Promise<void> {
    const last = lastId === undefined ? {} : { 'last-event-id': lastId };
    const headers = { ...bearer(await broker.newToken()), ...last };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(origin + paths.events, { headers, agent }, resolve).once('error', reject);
    });
    if (response.statusCode === 503) {
      // The backend is busy; the app comes back as well.
      counts.refused += 1;
      response.destroy();
      await pause(5_000);
      return follow(origin, broker, lastId);
    }
    if (response.statusCode !== 200) {
      throw new Error(`A stream was refused: ${String(response.statusCode)}`);
    }
    open.add(response);
    counts.opened += 1;
    if (lastId !== undefined) counts.resumed += 1;
    let id = lastId;
    const first = Promise.withResolvers<undefined>();
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const at = Date.now();
      // Each event is one small write, which arrives whole on loopback.
      for (const block of chunk.split('\n\n')) {
        id = /^id: (.*)$/m.exec(block)?.[1] ?? id;
        if (block.includes('"type":"reset"')) counts.resets += 1;
        const lead = /"entity":"lead".*"leadId":(\d+)/.exec(block)?.[1];
        if (lead !== undefined) heard({ accountId: broker.accountId, leadId: Number(lead), at });
      }
      first.resolve(undefined);
    });
    response.on('error', () => undefined);
    response.once('close', () => {
      open.delete(response);
      first.reject(new Error('A stream ended before it began.'));
      if (!isOver) follow(origin, broker, id).catch(() => undefined);
    });
    await first.promise;
  }

  return {
    follow: (origin: string, broker: Broker) => follow(origin, broker),
    counts: () => ({ ...counts, open: open.size }),
    close() {
      isOver = true;
      for (const response of open) response.destroy();
      agent.destroy();
    },
  };
}
