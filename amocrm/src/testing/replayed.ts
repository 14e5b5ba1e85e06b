import { readFileSync } from 'node:fs';
import { createAmoApi, type AmoApi } from '../api.ts';
import type { AmoApiOptions } from '../caller.ts';
import { amocrmServer } from '../server.ts';
import type { Transport, TransportRequest } from '../transport.ts';

/** A recorded body, as `/testing/fixtures` has it; see `fixtures/README.md` for where it is from. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

/** An api to which amoCRM always answers `body`; `requests` is what it was asked. No network. */
export function replayed(
  body: string,
  status = 200,
  more: Partial<AmoApiOptions> = {},
): { api: AmoApi; requests: TransportRequest[] } {
  const requests: TransportRequest[] = [];
  const transport: Transport = {
    request(request) {
      requests.push(request);
      const type = status < 400 ? 'application/hal+json' : 'application/problem+json';
      return Promise.resolve({ status, headers: new Map([['content-type', type]]), body });
    },
    close: () => undefined,
  };
  const api = createAmoApi({
    server: amocrmServer(),
    host: 'example.amocrm.ru',
    accessToken: () => 'token',
    transport,
    ...more,
  });
  return { api, requests };
}
