import { get, type IncomingMessage } from 'node:http';
import { liveEventSchema, type LiveEvent } from '@foryou-crm/contract/events';
import { paths } from '@foryou-crm/contract/paths';

export interface Told {
  id: string;
  event: LiveEvent;
}

/** A device that follows the live events of a listening backend. */
export interface EventReader {
  status: number;
  /** The next event; rejects when the stream ends before. */
  next(): Promise<Told>;
  /** Events up to and with the first that fits. */
  until(fits: (event: LiveEvent) => boolean): Promise<Told[]>;
  /** Waits for the next heartbeat; answers the id it carries. */
  beat(): Promise<string>;
  /** Resolves when the backend has ended the stream, or cut it. */
  ended: Promise<void>;
  close(): Promise<void>;
}

export async function readEvents(
  origin: string,
  headers: Record<string, string>,
): Promise<EventReader> {
  // A connection of its own, which ends with the stream: fetch would keep some for later.
  const request = get(origin + paths.events, { headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  request.on('error', () => undefined);
  const told: Told[] = [];
  const beats: string[] = [];
  let isOver = false;
  let wake: () => void = () => undefined;
  const look = () => wake();
  const read = async () => {
    let text = '';
    if (response.statusCode !== 200) return void response.resume();
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk);
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const id = /^id: (.*)$/m.exec(block)?.[1] ?? '';
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) beats.push(id);
        else told.push({ id, event: liveEventSchema.parse(JSON.parse(data)) });
      }
      look();
    }
  };
  const ended = read()
    .catch(() => undefined)
    .then(() => {
      isOver = true;
      look();
    });
  async function first<T>(list: T[]): Promise<T> {
    for (;;) {
      const one = list.shift();
      if (one !== undefined) return one;
      if (isOver) throw new Error('The stream has ended.');
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const next = () => first(told);
  return {
    status: response.statusCode ?? 0,
    next,
    async until(fits) {
      const all: Told[] = [];
      for (;;) {
        const one = await next();
        all.push(one);
        if (fits(one.event)) return all;
      }
    },
    beat: () => first(beats),
    ended,
    async close() {
      request.destroy();
      await ended;
    },
  };
}
