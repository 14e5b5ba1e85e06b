import fc from 'fast-check';
import type { RouteCase } from './route-table.ts';
import { valuesOf, type Known } from './values-of.ts';

export interface HostileRequest {
  url: string;
  headers: Record<string, string>;
  payload: string | undefined;
  /** A bearer token that opens the API, the session's that does not, or none. */
  bearer: 'token' | 'session' | 'none';
}

const polluting = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  'a[b]',
];
const nasty = [
  ...['', ' ', '0', '-1', '1e99', '9007199254740993', 'NaN', 'null', 'undefined', '[]', '{}'],
  ...['\u0000', 'a\u0000b', '\ud800', '\udc00\ud800', '\\u0000', '\u202e', 'İ', "';--", '%', '\\'],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '../../etc/passwd', 'x'.repeat(5_000)],
  ...polluting,
];
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...nasty, 0, -1, -0, 2 ** 31, 2 ** 53, 1e300, true, null, [], {}),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(fc.constantFrom(...polluting), fc.jsonValue({ maxDepth: 1 })),
);
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const oddText = odd.map(textOf);

const depth = 20_000;
/** Bodies that are no JSON, or more of it than anybody wants. */
const raw = fc.oneof(
  fc.constantFrom(
    ...['', '{', '{"a":', 'null', '"', '\u0000', '{"a":1}}', '\ufeff{}', 'NaN', "{'a':1}"],
    ...['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{"a":1,"a":2}'],
    ...['{"a":"\\ud800"}', '{"a":"\\u0000"}', `"${'y'.repeat(300_000)}"`, '1e999999', '[1,]'],
    ...['['.repeat(depth), '['.repeat(depth) + ']'.repeat(depth)],
    '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const form = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ...['leads[add][0][id]', 'contacts[update][0][id]', 'account[id]', 'task[delete][0][id]'],
        ...['unsorted[add][0][uid]', 'leads[note][0][note][id]', 'leads[add]', '[[', ...polluting],
      ),
      oddText,
    ),
    { maxLength: 5 },
  )
  .map((pairs) => new URLSearchParams(pairs).toString());

const json = 'application/json';
const urlEncoded = 'application/x-www-form-urlencoded';
const otherTypes = fc.constantFrom(
  ...[json, urlEncoded, 'text/plain', 'multipart/form-data; boundary=x', '', ';', 'a/b/c', 'json'],
  ...['application/json; charset=utf-16', 'application/problem+json', 'application/json; a="'],
);
/** A body, mostly under the type that it has. */
const typed = (bodies: fc.Arbitrary<string>, type: string) =>
  fc.record({
    body: bodies,
    type: fc.oneof({ weight: 8, arbitrary: fc.constant(type) }, otherTypes),
  });
/** What a line of HTTP can carry. */
const headerText = oddText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ''));
const header = fc.constantFrom(
  ...['idempotency-key', 'last-event-id', 'accept', 'accept-encoding', 'range', 'if-none-match'],
  ...['if-modified-since', 'origin', 'referer', 'cookie', 'host', 'x-forwarded-for', 'user-agent'],
  ...['sec-fetch-site', 'sec-fetch-mode', 'content-encoding', 'x-http-method-override', 'expect'],
);

/** Requests of one route: much that nearly fits, so that it comes past the door, and much that does not. */
export function requestsOf(route: RouteCase, known: Known): fc.Arbitrary<HostileRequest> {
  const bent = (schema: unknown) => {
    const right = valuesOf(schema, known);
    const wrong = fc
      .tuple(right, fc.dictionary(fc.string({ maxLength: 12 }), odd, { maxKeys: 2 }), odd, fc.nat())
      .map(([value, more, other, nth]) => spoilt(value, more, other, nth));
    return fc.oneof({ weight: 4, arbitrary: right }, { weight: 3, arbitrary: wrong }, odd);
  };
  const isDocumented = route.body !== undefined;
  const bodies = fc.oneof(
    {
      weight: isDocumented ? 6 : 1,
      arbitrary: typed(
        bent(route.body).map((value) => JSON.stringify(value)),
        json,
      ),
    },
    { weight: 2, arbitrary: typed(raw, json) },
    { weight: isDocumented ? 1 : 4, arbitrary: typed(form, urlEncoded) },
  );
  const hasBody = !['GET', 'HEAD'].includes(route.method);
  return fc
    .record({
      url: fc
        .tuple(addressesOf(route, known), queriesOf(route, known))
        .map((parts) => parts.join('')),
      headers: headersOf(route, known),
      sent: hasBody ? fc.option(bodies, { nil: undefined, freq: 8 }) : fc.constant(undefined),
      bearer: fc.oneof(
        { weight: 12, arbitrary: fc.constant('token' as const) },
        fc.constantFrom('session' as const, 'none' as const),
      ),
    })
    .map(({ url, headers, sent, bearer }) => ({
      ...{ url, bearer, payload: sent?.body },
      headers: { ...headers, ...(sent && { 'content-type': sent.type }) },
    }));
}

function spoilt(value: unknown, more: object, other: unknown, nth: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [value, other];
  const names = Object.keys(value);
  const name = names[nth % Math.max(1, names.length)];
  if (nth % 3 === 0) return { ...value, ...more };
  return { ...value, ...(name !== undefined && { [name]: other }) };
}

function addressesOf({ path, params }: RouteCase, known: Known): fc.Arbitrary<string> {
  const encoded = oddText.map((text) => encodeURIComponent(text.toWellFormed()));
  const bare = fc.constantFrom(
    ...['%', '%00', '%ed%a0%80', '%zz', '..', '.', '%2e%2e%2f', '*', 'a;b', ''],
  );
  const parts = path.split(/(:\w+|\*)/).map((part) => {
    if (!/^(:\w+|\*)$/.test(part)) return fc.constant(part);
    const usual = valuesOf(params[part.slice(1)], known).map((value) =>
      encodeURIComponent(textOf(value).toWellFormed()),
    );
    return fc.oneof(
      { weight: 6, arbitrary: usual },
      { weight: 2, arbitrary: encoded },
      { weight: 1, arbitrary: bare },
    );
  });
  return fc.tuple(...parts).map((chosen) => chosen.join(''));
}

function queriesOf({ query }: RouteCase, known: Known): fc.Arbitrary<string> {
  const named = Object.entries(query).map(([name, schema]) =>
    fc.tuple(fc.constant(name), fc.oneof({ weight: 3, arbitrary: valuesOf(schema, known) }, odd)),
  );
  const fromAmoCrm = [
    'code',
    'state',
    'referer',
    'error',
    'account_id',
    'from_widget',
    'signature',
  ];
  const strays = fc.constantFrom(...polluting, ...fromAmoCrm, 'cursor', 'limit', 'x');
  const stray = fc.tuple(strays, fc.oneof(odd, fc.constantFrom(...known.strings)));
  const pairs = fc
    .array(
      named.length > 0 ? fc.oneof({ weight: 6, arbitrary: fc.oneof(...named) }, stray) : stray,
      {
        maxLength: 4,
      },
    )
    .map((some) =>
      new URLSearchParams(some.map(([name, value]) => [name, textOf(value)])).toString(),
    );
  const whole = fc.constantFrom(
    '&&=',
    '%',
    '=',
    'a=%00',
    'a[]=1&a[]=2',
    '%00=%00',
    '__proto__[a]=1',
  );
  return fc
    .oneof({ weight: 8, arbitrary: pairs }, whole)
    .map((text) => (text === '' ? '' : `?${text}`));
}

function headersOf({ headers }: RouteCase, known: Known): fc.Arbitrary<Record<string, string>> {
  const expected = fc.record(
    Object.fromEntries(
      Object.entries(headers).map(([name, schema]) => [
        name,
        valuesOf(schema, known).map((value) => textOf(value).replaceAll(/[^\x20-\x7e]/g, '')),
      ]),
    ),
  );
  const strange = fc.dictionary(header, headerText, { maxKeys: 2 });
  return fc.oneof(
    { weight: 3, arbitrary: expected },
    fc.tuple(expected, strange).map(([usual, more]) => ({ ...usual, ...more })),
  );
}
