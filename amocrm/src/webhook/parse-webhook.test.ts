import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AmoError } from '../errors.ts';
import { parseWebhook } from './parse-webhook.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../testing/fixtures/${name}`, import.meta.url), 'utf8').trim();

type Json = string | Json[] | { [key: string]: Json };
const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.array(jsonSchema), z.record(z.string(), jsonSchema)]),
);

/** A tree as amoCRM posts it; `encoded` says whether the brackets are percent-encoded. */
function form(tree: Json, encoded = true): string {
  const pairs = (value: Json, name: string): string[] => {
    if (typeof value === 'string') {
      const text = encodeURIComponent(value).replaceAll('%20', '+');
      return [`${encoded ? encodeURIComponent(name) : name}=${text}`];
    }
    return Object.entries(value).flatMap(([key, inner]) =>
      pairs(inner, name === '' ? key : `${name}[${key}]`),
    );
  };
  return pairs(tree, '').join('&');
}

function refusal(body: string): AmoError | null {
  try {
    parseWebhook(body);
    return null;
  } catch (error) {
    if (error instanceof AmoError) return error;
    throw error;
  }
}

describe('recorded hooks', () => {
  it('2025, the account first', () => {
    const { account, events } = parseWebhook(fixture('webhook.leads.add.form.txt'));
    expect(account).toEqual({
      id: 12345678,
      subdomain: 'example',
      href: 'https://example.amocrm.ru',
    });
    expect(events).toMatchObject([
      {
        entity: 'lead',
        action: 'add',
        id: 32966269,
        statusId: 76789230,
        pipelineId: 9621010,
        createdAt: 1748268669,
        updatedAt: 1748268669,
        fields: { name: 'Test', price: '999' },
      },
    ]);
  });

  it('2021, the account last, with all kinds of custom fields', () => {
    const { account, events } = parseWebhook(fixture('webhook.leads.status.form.txt'));
    expect(account?.subdomain).toBe('example');
    expect(events).toMatchObject([
      { entity: 'lead', action: 'status', id: 30267969, statusId: 16525558, oldStatusId: 16525555 },
    ]);
    expect(events[0]?.customFields).toEqual([
      { id: 491053, name: 'FIELD/SLASH', code: null, values: [{ value: '1', enumId: null }] },
      {
        id: 481305,
        name: 'Date field?',
        code: null,
        values: [{ value: '1615845600', enumId: null }],
      },
      {
        id: 496779,
        name: 'Select one',
        code: null,
        values: [{ value: 'Option A', enumId: 959761 }],
      },
      {
        id: 481313,
        name: 'Select two',
        code: null,
        values: [{ value: 'Option B', enumId: 932119 }],
      },
    ]);
  });

  it.each(['webhook.leads.status.decoded.json', 'webhook.leads.status.kommo.decoded.json'])(
    '%s, brackets encoded or not',
    (name) => {
      const tree = jsonSchema.parse(JSON.parse(fixture(name)));
      const encoded = parseWebhook(form(tree, true));
      expect(parseWebhook(form(tree, false))).toEqual(encoded);
      expect(encoded.account).toBeNull();
      expect(encoded.events).toMatchObject([{ entity: 'lead', action: 'status' }]);
      expect(encoded.events[0]?.customFields).toHaveLength(5);
      for (const { values } of encoded.events[0]?.customFields ?? []) {
        expect(values[0]?.value).toBeTypeOf('string');
      }
    },
  );
});

describe('the oddities', () => {
  const only = (tree: Json) => parseWebhook(form(tree)).events;

  it('a company comes under contacts', () => {
    expect(
      only({ contacts: { update: [{ id: '5', type: 'company', name: 'LLC' }] } }),
    ).toMatchObject([{ entity: 'company', action: 'update', id: 5 }]);
    expect(only({ contacts: { delete: [{ id: '6', type: 'contact' }] } })).toMatchObject([
      { entity: 'contact', action: 'delete', id: 6 },
    ]);
  });

  it('a task is singular, its dates without a zone are no instants', () => {
    const task = {
      id: '9',
      element_id: '3',
      element_type: '2',
      date_create: '2024-09-17 11:22:33',
      created_at: '1726572153',
      action_close: '1',
    };
    expect(only({ task: { update: [task] } })).toMatchObject([
      { entity: 'task', id: 9, on: { entity: 'lead', id: 3 }, createdAt: 1726572153 },
    ]);
    expect(only({ task: { add: [{ ...task, created_at: '' }] } })[0]?.createdAt).toBeNull();
  });

  it('a note stands one level deeper, and says whose it is', () => {
    const note = { id: '77', note_type: '4', element_type: '3', element_id: '8', text: 'Hi' };
    expect(only({ contacts: { note: [{ note, type: 'company' }] } })).toMatchObject([
      { entity: 'note', action: 'note', id: 77, on: { entity: 'company', id: 8 } },
    ]);
    const untold = { ...note, element_type: '' };
    expect(only({ leads: { note: [{ note: untold }] } })[0]?.on).toEqual({ entity: 'lead', id: 8 });
  });

  it.each([
    [{ action: 'accept', accept_result: { leads: ['1'] } }, 'accept'],
    [{ action: 'decline' }, 'decline'],
    [{ decline_result: { leads: ['1'] } }, 'decline'],
    [{ lead_id: '1' }, null],
  ] as const)('an incoming lead ends as a delete: %j → %s', (more, decision) => {
    const given: Json = jsonSchema.parse({ uid: 'ab12', category: 'forms', ...more });
    expect(only({ unsorted: { delete: [given] } })).toMatchObject([
      { entity: 'unsorted', action: 'delete', uid: 'ab12', decision },
    ]);
  });

  it("a radio button's value is an object, not a list", () => {
    const fields: Json = [{ id: '1', name: 'Radio', values: { value: 'Yes', enum: '12' } }];
    expect(only({ leads: { add: [{ id: '1', custom_fields: fields }] } })[0]?.customFields).toEqual(
      [{ id: 1, name: 'Radio', code: null, values: [{ value: 'Yes', enumId: 12 }] }],
    );
  });

  it('a delete may name nothing but an id', () => {
    expect(only({ leads: { delete: ['12', '13'] } })).toMatchObject([
      { entity: 'lead', action: 'delete', id: 12 },
      { entity: 'lead', action: 'delete', id: 13 },
    ]);
  });

  it('one body may tell of several things, in order', () => {
    const tree = {
      leads: { update: [{ id: '1' }, { id: '2' }], status: [{ id: '1', status_id: '142' }] },
      account: { id: '3', subdomain: 'a' },
      talk: { add: [{ talk_id: '4', contact_id: '5', entity_id: '1', entity_type: 'lead' }] },
      message: { add: [{ id: 'c0ffee-1', element_id: '1', element_type: '2' }] },
    };
    const { account, events } = parseWebhook(form(tree));
    expect(account?.id).toBe(3);
    expect(events.map(({ entity, action, id, uid }) => [entity, action, id ?? uid])).toEqual([
      ['lead', 'update', 1],
      ['lead', 'update', 2],
      ['lead', 'status', 1],
      ['talk', 'add', 4],
      ['message', 'add', 'c0ffee-1'],
    ]);
  });

  it("the digital pipeline's short form", () => {
    const hook = { id: '1', status_id: '2', pipeline_id: '3', old_status_id: '4' };
    expect(only({ leads: { mail_in: [hook] }, account: { id: '9' } })).toMatchObject([
      { entity: 'lead', action: 'mail_in', id: 1, oldStatusId: 4 },
    ]);
  });

  it('what is not documented is kept', () => {
    expect(only({ quarks: { spin: [{ id: '1', charm: 'yes' }] } })).toMatchObject([
      { entity: 'other', action: 'spin', id: 1, fields: { charm: 'yes' } },
    ]);
  });

  it('ids beyond what a number holds are not rounded', () => {
    const [event] = only({ leads: { add: [{ id: '9007199254740993' }] } });
    expect(event?.id).toBeNull();
    expect(event?.fields).toEqual({ id: '9007199254740993' });
  });
});

describe('what is no webhook', () => {
  it.each([
    ['nothing', ''],
    ['JSON', '{"leads":{"add":[{"id":1}]}}'],
    ['a flat form', 'a=1&b=s3cret'],
    ['brackets that do not close', 'leads[add][0=s3cret'],
    ['too deep', `a${'[b]'.repeat(40)}=s3cret`],
    ['too large', `leads[add][0][name]=${'s3cret'.repeat(400_000)}`],
    ['too many fields', 'leads[add][][id]=1&'.repeat(20_001)],
  ])('%s is invalid_response and quotes nothing', (_, body) => {
    const error = refusal(body);
    expect(error?.code).toBe('invalid_response');
    expect(error?.outcomeUnknown).toBe(false);
    expect(`${error?.message ?? ''} ${String(error?.cause)}`).not.toContain('s3cret');
  });

  it('names of the language are names like any other', () => {
    const body =
      '__proto__[add][0][id]=1&constructor[prototype][0][id]=2&leads[add][0][__proto__][id]=3' +
      '&leads[add][0][id]=4&leads[toString]=5';
    const { events } = parseWebhook(body);
    expect(events.map(({ entity, id }) => [entity, id])).toEqual([
      ['other', 1],
      ['other', 2],
      ['lead', 4],
      ['lead', 5],
    ]);
    expect(Object.prototype).not.toHaveProperty('id');
    expect('add' in {}).toBe(false);
  });

  it('any text is a hook or an AmoError', () => {
    const key = fc
      .array(fc.constantFrom('leads', 'add', '0', '1', '', '[', ']', '][', 'id', '%5B', '%', 'ї'), {
        maxLength: 8,
      })
      .map((parts) => parts.join(''));
    const body = fc
      .array(fc.tuple(key, fc.string()), { maxLength: 12 })
      .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
    fc.assert(
      fc.property(fc.oneof(body, fc.string({ unit: 'binary' })), (text) => {
        const error = refusal(text);
        expect(error === null || error.code === 'invalid_response').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('any tree comes back as it was sent', () => {
    const name = fc.stringMatching(/^[a-z_]{1,8}$/);
    const leaf = fc.string({ unit: 'grapheme' });
    const item = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf, { minKeys: 1 })), {
      minKeys: 1,
    });
    const list = fc.array(item, { minLength: 1, maxLength: 4 });
    const tree = fc.record({ leads: fc.dictionary(name, list, { minKeys: 1, maxKeys: 3 }) });
    fc.assert(
      fc.property(tree, fc.boolean(), (sent, encoded) => {
        const { raw, events } = parseWebhook(form(sent, encoded));
        const lists = Object.values(sent.leads).flat();
        const asTree = Object.fromEntries(
          Object.entries(sent.leads).map(([action, items]) => [
            action,
            Object.fromEntries(items.entries()),
          ]),
        );
        expect(raw).toEqual({ leads: asTree });
        expect(events).toHaveLength(lists.length);
      }),
      { numRuns: 500 },
    );
  });
});
