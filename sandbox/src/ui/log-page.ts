import { z } from 'zod';
import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Exchange } from '../control/exchanges.ts';
import type { Attempt } from '../webhooks/deliveries.ts';
import type { Desk } from './desk.ts';
import { clockTime, plural } from './format.ts';
import type { DeskPage } from './layout.ts';
import { confirmed, option } from './parts.ts';

const shown = 60;

export const logQuery = z.object({
  kind: z.enum(['all', 'requests', 'hooks']).catch('all'),
  result: z.enum(['all', 'bad']).catch('all'),
  text: z.string().max(200).catch(''),
});
type LogQuery = z.output<typeof logQuery>;

/** What came in and what went out, the newest first. */
export function logPage(desk: Desk, query: LogQuery): DeskPage {
  const { context, base } = desk;
  const text = query.text.trim().toLowerCase();
  const entries = [
    ...(query.kind === 'hooks' ? [] : context.exchanges.since(0).map(requestEntry)),
    ...(query.kind === 'requests' ? [] : context.webhooks.attempts().map(hookEntry)),
  ]
    .filter((entry) => query.result === 'all' || entry.isBad)
    .filter((entry) => text === '' || entry.searched.toLowerCase().includes(text))
    .sort((a, b) => b.at - a.at || b.rank - a.rank || b.place - a.place);
  const isFiltered = text !== '' || query.kind !== 'all' || query.result !== 'all';
  return {
    section: 'log',
    title: 'Log',
    head: html`<h1>Log</h1>
      <p class="lead">
        Requests of clients and the hooks they were sent, with bodies. Tokens, codes, secrets and
        states are masked.
      </p>
      <div class="tools">
        <form class="inline" method="get" action="${base}/log" role="search">
          <label for="log-kind">Show</label>
          <select id="log-kind" name="kind">
            ${option('all', 'Requests and hooks', query.kind === 'all')}${option('requests', 'Requests', query.kind === 'requests')}${option('hooks', 'Hooks', query.kind === 'hooks')}
          </select>
          <label for="log-result">Answers</label>
          <select id="log-result" name="result">
            ${option('all', 'All', query.result === 'all')}${option('bad', 'Bad ones', query.result === 'bad')}
          </select>
          <label for="log-text">Containing</label>
          <input id="log-text" name="text" type="search" value="${query.text}" />
          <button>Filter</button>
        </form>
        <button type="button" id="pause" aria-pressed="false" hidden>Pause</button>
        ${confirmed(`${base}/log/clear`, 'Clear the log', 'Requests and hooks are forgotten.', {})}
      </div>`,
    live: html`<p class="hint">
        ${plural(entries.length, 'entry', 'entries')}${entries.length > shown ? `, the last ${shown} shown` : ''}
      </p>
      ${
        entries.length === 0
          ? html`<p class="empty big">
              ${isFiltered ? 'Nothing fits this filter.' : 'Nothing has been sent yet. Connect a client, and what it asks is here as it comes.'}
            </p>`
          : html`<div class="log">${entries.slice(0, shown).map(({ markup }) => markup)}</div>`
      }`,
  };
}

interface Entry {
  readonly at: number;
  /** Within one second a hook comes after the request that it tells of. */
  readonly rank: 0 | 1;
  readonly place: number;
  readonly isBad: boolean;
  readonly searched: string;
  readonly markup: Markup;
}

function requestEntry(exchange: Exchange): Entry {
  const { id, at, method, host, path, query, body, answer } = exchange;
  const address = query === '' ? path : `${path}?${query}`;
  const status = answer?.status;
  const isBad = status === undefined || status >= 400;
  return {
    at,
    rank: 0,
    place: id,
    isBad,
    searched: [method, host, address, body ?? '', answer?.body ?? '', status ?? ''].join(' '),
    get markup() {
      return html`<details id="request-${id}">
        <summary>
          <time>${clockTime(at)}</time><span class="badge">in</span><b>${method}</b>
          <span class="address">${address}<small>${host}</small></span>
          <span class="badge ${isBad ? 'bad' : 'good'}">${status ?? 'no answer'}</span>
        </summary>
        ${block('Sent headers', headers(exchange.headers))} ${block('Sent body', pretty(body))}
        ${block('Answered headers', headers(answer?.headers ?? {}))}
        ${block(`Answered${answer === null ? '' : ` in ${answer.ms} ms`}`, pretty(answer?.body ?? null))}
      </details>`;
    },
  };
}

function hookEntry(attempt: Attempt, place: number): Entry {
  const { at, status, code, destination, body, answer, requestId, ms, nextAt, disabled } = attempt;
  const isBad = status === null || status < 100 || status >= 300;
  const told =
    status === null
      ? 'lost, as ordered'
      : status === 0
        ? 'no connection'
        : status === 499
          ? 'no answer in time'
          : String(status);
  return {
    at,
    rank: 1,
    place,
    isBad,
    searched: [code, destination, body, answer, told].join(' '),
    get markup() {
      const next = disabled
        ? 'The subscription was switched off.'
        : nextAt === null
          ? 'It is not tried again.'
          : `It is tried again at ${clockTime(nextAt)}.`;
      return html`<details id="hook-${requestId}-${attempt.attempt}">
        <summary>
          <time>${clockTime(at)}</time><span class="badge out">hook</span><b>${code}</b>
          <span class="address"
            >${destination}<small>${attempt.subdomain}, attempt ${attempt.attempt}</small></span
          >
          <span class="badge ${isBad ? 'bad' : 'good'}">${told}</span>
        </summary>
        ${block('Sent body', decoded(body))}
        ${block(`Answered in ${ms} ms`, answer === '' ? null : answer)}
        <p class="hint">${next}</p>
      </details>`;
    },
  };
}

function block(title: string, text: string | null): Markup {
  return html`<h2>${title}</h2>
    ${text === null || text === '' ? html`<p class="empty">Nothing</p>` : html`<pre tabindex="0" aria-label="${title}">${text}</pre>`}`;
}

function headers(all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** JSON is set out in lines; what is cut, or is none, stays as it came. */
function pretty(body: string | null): string | null {
  if (body === null) return null;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch (cause) {
    if (cause instanceof SyntaxError) return body;
    throw cause;
  }
}

/** A form as pairs in lines. */
function decoded(body: string): string {
  return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n');
}
