import type { NewEvent } from '../store/changes.ts';
import type { Company, Contact, Lead } from '../store/model.ts';
import { compared, event, systemNoteId } from './parts.ts';
import type { About } from './parts.ts';
import * as value from './values.ts';
import type { LinkedCard } from './values.ts';

export function describeLead(was: Lead | null, is: Lead | null, place: number): NewEvent[] {
  const told = life('lead', was, is, place);
  if (is === null) return told;
  const about: About = { entityType: 'lead', entityId: is.id };
  if (was !== null) {
    const { statusId, pipelineId } = was;
    if (statusId !== is.statusId || pipelineId !== is.pipelineId) {
      const after = [value.leadStatus(is.statusId, is.pipelineId)];
      told.push(
        event(about, 'lead_status_changed', after, [value.leadStatus(statusId, pipelineId)]),
      );
    }
    told.push(...compared(about, 'sale_field_changed', was.price, is.price, value.sale));
  }
  const self: LinkedCard = { type: 'lead', id: is.id };
  return [...told, ...linking(self, leadLinks(was), leadLinks(is))];
}

export function describeContact(
  was: Contact | null,
  is: Contact | null,
  place: number,
): NewEvent[] {
  const told = life('contact', was, is, place);
  if (is === null) return told;
  return [...told, ...linking({ type: 'contact', id: is.id }, companyOf(was), companyOf(is))];
}

export function describeCompany(
  was: Company | null,
  is: Company | null,
  place: number,
): NewEvent[] {
  return life('company', was, is, place);
}

/** What happens to cards of every kind. A card that leaves without a trace was deleted, too. */
function life(
  kind: LinkedCard['type'],
  was: Lead | Contact | Company | null,
  is: Lead | Contact | Company | null,
  place: number,
): NewEvent[] {
  const card = is ?? was;
  if (card === null) return [];
  const about: About = { entityType: kind, entityId: card.id };
  if (is === null) return was?.isDeleted === true ? [] : [event(about, `${kind}_deleted`)];
  if (was === null) {
    const added = event(about, `${kind}_added`, [value.note(systemNoteId(place))]);
    return [added, ...tagging(about, [], is.tags)];
  }
  return [
    ...(was.isDeleted === is.isDeleted
      ? []
      : [event(about, `${kind}_${is.isDeleted ? 'deleted' : 'restored'}`)]),
    ...compared(about, 'name_field_changed', was.name, is.name, value.name),
    ...compared(
      about,
      'entity_responsible_changed',
      was.responsibleUserId,
      is.responsibleUserId,
      value.responsible,
    ),
    ...tagging(about, was.tags, is.tags),
    ...filling(about, was.fields, is.fields),
  ];
}

/** All tags that came with one change are one event, and so are all that went. */
function tagging(about: About, was: Lead['tags'], is: Lead['tags']): NewEvent[] {
  const without = (some: Lead['tags'], others: Lead['tags']) =>
    some
      .filter((tag) => others.every((other) => other.id !== tag.id))
      .map((tag) => value.tag(tag.name));
  const [came, went] = [without(is, was), without(was, is)];
  return [
    ...(came.length === 0 ? [] : [event(about, 'entity_tag_added', came)]),
    ...(went.length === 0 ? [] : [event(about, 'entity_tag_deleted', [], went)]),
  ];
}

function filling(about: About, was: Lead['fields'], is: Lead['fields']): NewEvent[] {
  const before = new Map(was.map((field) => [field.field_id, field]));
  const after = new Map(is.map((field) => [field.field_id, field]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [old, now] = [value.fieldValues(before.get(id)), value.fieldValues(after.get(id))];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [event(about, 'custom_field_value_changed', now, old)];
  });
}

/**
 * A link is told on both cards: as `entity_linked` on the one that holds it, and on each as
 * `{kind}_linked`. Which of the types amoCRM writes for which link is not documented, so that
 * whoever listens to any of them hears of it.
 */
function linking(
  holder: LinkedCard,
  was: readonly LinkedCard[],
  is: readonly LinkedCard[],
): NewEvent[] {
  const without = (some: readonly LinkedCard[], others: readonly LinkedCard[]) =>
    some.filter((card) => others.every(({ type, id }) => type !== card.type || id !== card.id));
  const told = (card: LinkedCard, end: 'linked' | 'unlinked') => {
    const shape = end === 'linked' ? value.link : value.unlink;
    const at = ({ type, id }: LinkedCard): About => ({ entityType: type, entityId: id });
    return [
      event(at(holder), `entity_${end}`, [shape(card)]),
      event(at(holder), `${holder.type}_${end}`, [shape(card)]),
      event(at(card), `${card.type}_${end}`, [shape(holder)]),
    ];
  };
  return [
    ...without(is, was).flatMap((card) => told(card, 'linked')),
    ...without(was, is).flatMap((card) => told(card, 'unlinked')),
  ];
}

function leadLinks(lead: Lead | null): LinkedCard[] {
  if (lead === null) return [];
  const contacts = lead.contactIds.map((id): LinkedCard => ({ type: 'contact', id }));
  return [...contacts, ...companyOf(lead)];
}

function companyOf(card: Lead | Contact | null): LinkedCard[] {
  const id = card?.companyId ?? null;
  return id === null ? [] : [{ type: 'company', id }];
}
