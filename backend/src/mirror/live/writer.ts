import type { LiveEvent } from '@foryou-crm/contract/events';
import type { ServerResponse } from 'node:http';

/** A reader that is this slow is cut off: it comes back with its last id and has lost nothing. */
export interface WriterLimits {
  /** How long it may take to read what was sent. */
  drainMs: number;
}

export interface Writer {
  /** Rejects when the reader is gone or too slow. Never holds more than one batch. */
  send(events: readonly { id: string; event: LiveEvent }[]): Promise<void>;
  /** A sign of life that moves the reader's place without an event. */
  beat(id: string): Promise<void>;
}

export function createWriter(response: ServerResponse, { drainMs }: WriterLimits): Writer {
  async function write(text: string): Promise<void> {
    if (response.destroyed || response.writableEnded) throw new ReaderGone();
    if (response.write(text)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        response.off('drain', drained).off('close', gone);
        act();
      };
      const drained = () => settle(resolve);
      const gone = () => settle(() => reject(new ReaderGone()));
      const timer = setTimeout(gone, drainMs);
      response.once('drain', drained).once('close', gone);
    }).catch((error: unknown) => {
      response.destroy();
      throw error;
    });
  }
  return {
    send: (events) =>
      write(
        events
          .map(
            ({ id, event }) =>
              `event: ${event.type}\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`,
          )
          .join(''),
      ),
    beat: (id) => write(`: beat\nid: ${id}\n\n`),
  };
}

export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}
