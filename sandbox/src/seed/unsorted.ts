import type { Account, Contact, Lead, Unsorted } from '../store/model.ts';
import { makeUnsorted } from '../store/unsorted.ts';
import { languageOf } from './language-of.ts';
import { phoneOf, uuid } from './notes.ts';
import type { Random } from './random.ts';

/** Makes the leads in the incoming stages what they are: forms and calls, and one chat a house. */
export function seedUnsorted(random: Random, account: Account): void {
  const stages = new Set(
    account.pipelines.flatMap(({ statuses }) =>
      statuses.filter(({ type }) => type === 1).map(({ id }) => id),
    ),
  );
  const leads = [...account.leads.values()].filter(({ statusId }) => stages.has(statusId));
  for (const [place, lead] of leads.entries()) {
    const contact = account.contacts.get(lead.contactIds[0] ?? 0);
    const row = makeUnsorted(account, {
      ...origin(random, account, place, lead, contact),
      pipelineId: lead.pipelineId,
      createdAt: lead.createdAt,
      leadId: lead.id,
      contactIds: lead.contactIds.filter((id) => isOnlyHere(account, lead, id)),
      // The companies of a seed are the house's own, known before.
      companyId: null,
    });
    account.unsorted.set(row.uid, row);
  }
}

/** A client who came back has other leads, and is no secret. */
function isOnlyHere({ leads }: Account, lead: Lead, contactId: number): boolean {
  return [...leads.values()].every(
    (other) => other.id === lead.id || !other.contactIds.includes(contactId),
  );
}

type Origin = Pick<Unsorted, 'category' | 'sourceUid' | 'sourceName' | 'metadata'>;

function origin(
  random: Random,
  account: Account,
  place: number,
  lead: Lead,
  contact: Contact | undefined,
): Origin {
  if (place === 1 && contact !== undefined) return chat(random, account, lead, contact);
  return place % 3 === 2 && contact !== undefined
    ? phoneCall(random, lead, contact)
    : form(random, account, lead, contact);
}

function form(random: Random, account: Account, lead: Lead, contact: Contact | undefined): Origin {
  const language = languageOf(lead, contact);
  const names = { uk: 'Підібрати об’єкт', ru: 'Подобрать объект', en: 'Find me a home' };
  return {
    category: 'forms',
    sourceUid: uuid(random),
    sourceName: `${account.subdomain}.example`,
    metadata: {
      form_id: `find-${language}`,
      form_name: names[language],
      form_page: `https://${account.subdomain}.example/${language}/find`,
      // A range that documentation keeps for itself.
      ip: `203.0.113.${random.whole(1, 254)}`,
      form_sent_at: lead.createdAt,
      referer: 'https://search.example/',
      visitor_uid: null,
    },
  };
}

function phoneCall(random: Random, lead: Lead, contact: Contact): Origin {
  const duration = random.chance(0.4) ? 0 : random.whole(20, 400);
  const uniq = uuid(random);
  return {
    category: 'sip',
    sourceUid: uuid(random),
    sourceName: 'House PBX',
    metadata: {
      from: phoneOf(contact),
      phone: '+971 4 555 0100',
      called_at: lead.createdAt,
      duration,
      link: duration > 0 ? `https://records.example/${uniq}.mp3` : null,
      service_code: 'house_pbx',
      uniq,
    },
  };
}

function chat(random: Random, account: Account, lead: Lead, contact: Contact): Origin {
  const texts = {
    uk: 'Доброго дня! Чи ще вільний цей об’єкт?',
    ru: 'Здравствуйте! Объект ещё в продаже?',
    en: 'Hello! Is this one still available?',
  };
  return {
    category: 'chats',
    sourceUid: uuid(random),
    sourceName: account.name,
    metadata: {
      from: contact.name,
      to: account.name,
      received_at: lead.createdAt,
      service: 'com.example.messenger',
      client: { name: contact.name, avatar: null },
      origin: { chat_id: uuid(random), ref: null, visitor_uid: null },
      last_message_text: texts[languageOf(lead, contact)],
      source_name: account.name,
    },
  };
}
