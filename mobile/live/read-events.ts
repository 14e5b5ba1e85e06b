import { liveEventSchema, type LiveEvent } from '@foryou-crm/contract/events';
import { paths } from '@foryou-crm/contract/paths';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { baseUrl } from '@/api/base-url';
import { ApiError } from '@/api/failure';
import { parseJson, readFailure } from '@/api/http';
import { credentials, silenceMeans } from '@/api/platform';
import { streamFetch } from './stream-fetch';

/** The backend gives a sign of life every 15 s; a stream this quiet is a dead one. */
const SILENCE = 45_000;
/** More than this without the end of an event is nothing of ours. */
const LONGEST_EVENT = 65_536;

export type Reading = {
  bearer: string;
  /** Goes on after this one; null: from now on. */
  lastEventId: string | null;
  signal: AbortSignal;
  onEvent: (event: LiveEvent, id: string | null) => void;
};

/**
 * Reads one stream of `GET /api/events` until the backend ends it, as it does with the token.
 * @throws {ApiError} where it is refused, breaks off or falls silent; the abort of `signal`
 */
export async function readEvents({ bearer, lastEventId, signal, onEvent }: Reading): Promise<void> {
  const aborter = new AbortController();
  const stop = () => aborter.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  let silence = setTimeout(stop, SILENCE);
  try {
    const response = await streamFetch(baseUrl() + paths.events, {
      credentials,
      signal: aborter.signal,
      headers: {
        Accept: 'text/event-stream',
        Authorization: `Bearer ${bearer}`,
        ...(lastEventId !== null && { 'Last-Event-ID': lastEventId }),
      },
    });
    const { status, headers } = response;
    if (status !== 200 || response.body === null) {
      throw new ApiError(readFailure({ status, headers, body: parseJson(await response.text()) }));
    }
    const parser = createParser({
      onEvent: (message) => tell(message, onEvent),
      maxBufferSize: LONGEST_EVENT,
    });
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE);
      parser.feed(decoder.decode(read.value, { stream: true }));
    }
  } catch (error) {
    if (signal.aborted || error instanceof ApiError) throw error;
    throw new ApiError({ kind: silenceMeans() });
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** An event of a newer backend that this app does not know is passed by. */
function tell({ data, id }: EventSourceMessage, onEvent: Reading['onEvent']): void {
  const event = liveEventSchema.safeParse(parseJson(data));
  if (event.success) onEvent(event.data, id ?? null);
}
