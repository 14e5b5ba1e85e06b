import { choicesSchema } from '@foryou-crm/contract/choices';
import { duplicatesRequestSchema, duplicatesSchema } from '@foryou-crm/contract/duplicates';
import { dataOf } from '@foryou-crm/contract/envelope';
import {
  acceptanceSchema,
  declinedSchema,
  incomingPageSchema,
  type Incoming,
} from '@foryou-crm/contract/incoming';
import { leadsPageSchema, leadsQuerySchema, type Lead } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import { createdLeadSchema, newLeadSchema, writtenLeadSchema } from '@foryou-crm/contract/writing';
import { problem, say, type Answer, type Call } from './answers';
import { lead, leads } from './seed';

const found = new Set([
  'query',
  'taskState',
  'tag',
  'responsibleUserId',
  'priceFrom',
  'createdFrom',
]);

export const incoming = (uid: string, more: Partial<Incoming> = {}): Incoming => ({
  uid,
  category: 'forms',
  pipelineId: 1,
  sourceName: 'oasiskey.example',
  createdAt: '2026-11-02T10:00:00Z',
  sender: { name: `Гість ${uid}`, phone: '+971505550142', email: null },
  title: 'Підібрати об’єкт',
  text: 'Шукаю віллу біля моря',
  lead: null,
  ...more,
});

/** What a broker does beside the board: finds, makes and sorts leads. */
export function fakeDesk() {
  const made = new Map<string, { body: string; id: number }>();
  const desk = {
    leads: [...leads],
    incoming: [incoming('a'), incoming('b', { category: 'sip' })],
    /** The phone that somebody has already, whose contact the caller may see, or may not. */
    known: { phone: '971505550142', contactId: 70, isHidden: false },
    /** The keys that lead to a lead each. */
    made,
    comment: 'saved' as 'saved' | 'not_saved' | 'unknown',
    answer(call: Call, url: URL): Answer | null {
      if (call.path === paths.choices) return choices();
      if (call.path === paths.duplicates) return duplicates(call);
      if (call.path === paths.incoming) {
        return say(incomingPageSchema, { data: desk.incoming, nextCursor: null });
      }
      const sorted = desk.incoming.find(({ uid }) =>
        [paths.acceptIncoming(uid), paths.declineIncoming(uid)].includes(call.path),
      );
      if (sorted !== undefined) return sort(call, sorted);
      if (call.path !== paths.leads) return null;
      if (call.method === 'POST') return create(call);
      const asked = [...url.searchParams.keys()].some((name) => found.has(name));
      return asked ? search(url) : null;
    },
  };

  const choices = () =>
    say(dataOf(choicesSchema), {
      data: {
        users: [
          { id: 7, name: 'Олена Марченко', isMe: true },
          { id: 8, name: 'Максим Дорош', isMe: false },
        ],
        tags: [{ id: 5, name: 'інвестор', leads: 2 }],
        lossReasons: [],
        taskTypes: [],
      },
    });

  function duplicates(call: Call): Answer {
    const { phone } = duplicatesRequestSchema.parse(call.body);
    const { known } = desk;
    const isThere = phone !== undefined && known.phone.endsWith(phone.slice(-9));
    const isSeen = isThere && !known.isHidden;
    return say(dataOf(duplicatesSchema), {
      data: {
        contacts: isSeen ? [{ id: known.contactId, name: 'Rashid Al Suwaidi' }] : [],
        leads: isSeen ? desk.leads.slice(0, 2) : [],
        isHiddenThere: isThere && known.isHidden,
      },
    });
  }

  /** Once under each key; another body under it is refused, as the contract has it. */
  function create(call: Call): Answer {
    const wanted = newLeadSchema.parse(call.body);
    const key = call.idempotencyKey ?? '';
    const before = made.get(key);
    const body = JSON.stringify(wanted);
    if (before !== undefined && before.body !== body) {
      return problem('conflict', { reason: 'key_reused' });
    }
    const id = before?.id ?? 900 + made.size;
    made.set(key, { body, id });
    const row = lead(id, wanted.stageId ?? 1001, { name: wanted.name ?? wanted.phone ?? '' });
    return say(dataOf(createdLeadSchema), {
      data: {
        id,
        lead: detailsOf(row),
        comment: wanted.comment === undefined ? null : desk.comment,
      },
    });
  }

  function search(url: URL): Answer {
    const asked = leadsQuerySchema.parse(Object.fromEntries(url.searchParams));
    const words = (asked.query ?? '').toLowerCase();
    const hits = desk.leads.filter(
      (one) =>
        `${one.name} ${one.contact?.name ?? ''}`.toLowerCase().includes(words) &&
        one.price >= (asked.priceFrom ?? 0),
    );
    const from = Number(asked.cursor ?? 0);
    const next = from + asked.limit;
    return say(leadsPageSchema, {
      data: hits.slice(from, next),
      nextCursor: next < hits.length ? String(next) : null,
      total: hits.length,
    });
  }

  function sort(call: Call, row: Incoming): Answer {
    desk.incoming = desk.incoming.filter(({ uid }) => uid !== row.uid);
    if (call.path === paths.declineIncoming(row.uid)) {
      return say(dataOf(declinedSchema), { data: { uid: row.uid } });
    }
    const { stageId } = acceptanceSchema.parse(call.body);
    return say(dataOf(writtenLeadSchema), {
      data: { id: 950, lead: detailsOf(lead(950, stageId ?? 1001)) },
    });
  }

  return desk;
}

const detailsOf = (row: Lead) => ({
  ...row,
  contacts: [],
  hiddenContacts: 0,
  company: null,
  customFields: [],
  tasks: [],
  lossReasonId: null,
});
