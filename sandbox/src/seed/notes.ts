import type { CardKind, Contact, Lead, Note } from '../store/model.ts';
import { languageOf } from './language-of.ts';
import { noteTexts } from './note-texts.ts';
import type { NoteTexts } from './note-texts.ts';
import type { Random } from './random.ts';

type Written = Pick<Note, 'noteType' | 'params'>;

/**
 * What lies under one lead: words and calls mostly, now and then a message, a file, a place. Nothing
 * is younger than the lead's last change.
 * @param contact - the lead's main contact, whose number the calls have.
 */
export function leadNotes(
  random: Random,
  lead: Lead,
  contact: Contact | undefined,
  nextId: () => number,
): Note[] {
  const texts = noteTexts[languageOf(lead, contact)];
  const times = Array.from({ length: random.whole(0, 4) }, () =>
    random.whole(lead.createdAt, lead.updatedAt),
  );
  return times
    .sort((a, b) => a - b)
    .map((at) => {
      const written = content(random, texts, lead, phoneOf(contact));
      // A call to somebody with no active lead lies under the person.
      const isPersons = contact !== undefined && isCall(written) && lead.closedAt !== null;
      const [entityType, entityId]: [CardKind, number] = isPersons
        ? ['contacts', contact.id]
        : ['leads', lead.id];
      const author = written.noteType === 'service_message' ? 0 : lead.responsibleUserId;
      return {
        id: nextId(),
        entityType,
        entityId,
        ...written,
        isPinned: written.noteType === 'common' && random.chance(0.04),
        responsibleUserId: lead.responsibleUserId,
        createdBy: author,
        updatedBy: author,
        createdAt: at,
        updatedAt: at,
      };
    });
}

function isCall({ noteType }: Written): boolean {
  return noteType === 'call_in' || noteType === 'call_out';
}

export function phoneOf(contact: Contact | undefined): string | null {
  const field = contact?.fields.find((one) => one.field_code === 'PHONE');
  const value = field?.values[0]?.value;
  return typeof value === 'string' ? value : null;
}

function content(random: Random, texts: NoteTexts, lead: Lead, phone: string | null): Written {
  const share = random.next();
  const isOut = random.chance(0.6);
  if (share < 0.38 && phone !== null) {
    return {
      noteType: isOut ? 'call_out' : 'call_in',
      params: call(random, texts, lead, phone, isOut),
    };
  }
  if (share < 0.44 && phone !== null) {
    const params = { text: random.pick(texts.sms), phone };
    return { noteType: isOut ? 'sms_out' : 'sms_in', params };
  }
  if (share < 0.49) {
    const file = uuid(random);
    const params = {
      file_uuid: file,
      version_uuid: uuid(random),
      file_name: random.pick(texts.files),
    };
    return { noteType: 'attachment', params };
  }
  if (share < 0.51) {
    const params = {
      text: texts.place,
      address: 'Sheikh Zayed Road, Dubai',
      latitude: `25.${random.whole(1000, 2400)}`,
      longitude: `55.${random.whole(1200, 2900)}`,
    };
    return { noteType: 'geolocation', params };
  }
  if (share < 0.54) {
    const params = { service: 'Portal sync', text: `Listing #${random.whole(10_000, 99_999)}` };
    return { noteType: 'service_message', params };
  }
  return { noteType: 'common', params: { text: random.pick(texts.common) } };
}

function call(
  random: Random,
  texts: NoteTexts,
  lead: Lead,
  phone: string,
  isOut: boolean,
): Note['params'] {
  const duration = random.chance(0.25) ? 0 : random.whole(14, 900);
  const uniq = uuid(random);
  const wasTalked = duration > 0;
  return {
    uniq,
    duration,
    source: 'house_pbx',
    link: wasTalked ? `https://records.example/${uniq}.mp3` : null,
    phone,
    // 4 talked, 6 no answer.
    call_status: wasTalked ? 4 : 6,
    ...(wasTalked && isOut && { call_result: random.pick(texts.callResults) }),
    call_responsible: lead.responsibleUserId,
  };
}

export function uuid(random: Random): string {
  const hex = (length: number) =>
    Array.from({ length }, () => random.whole(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}
