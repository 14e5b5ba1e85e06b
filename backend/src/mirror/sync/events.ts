import type { AmoApi, AmoEvent } from '@foryou-crm/amocrm';
import type { CardKind } from '../rows/save-notes.ts';
import { toldDeleted, type Hint, type HintedEntity } from './hints.ts';

const cards = ['lead', 'contact', 'company'] as const;

/** What the date of a change does not show, or not for certain. */
const types = [
  ...cards.flatMap((card) => [
    `${card}_deleted`,
    `${card}_restored`,
    `${card}_linked`,
    `${card}_unlinked`,
  ]),
  'task_deleted',
  'entity_linked',
  'entity_unlinked',
  'entity_merged',
  'entity_tag_added',
  'entity_tag_deleted',
  'common_note_deleted',
];

const kinds: Readonly<Record<(typeof cards)[number], CardKind>> = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
};

/** What the account's events since an instant (Unix seconds) say has to be read again, page by page. */
export async function* hintsOfEvents(api: AmoApi, from: number): AsyncGenerator<Hint[]> {
  const filter = { createdAt: { from }, type: types };
  for await (const { items } of api.events.pages({ limit: 100, filter })) {
    const hints = new Map(
      items.flatMap(hintsOf).map((hint) => [`${hint.entity}/${hint.entityId}`, hint]),
    );
    yield [...hints.values()];
  }
}

function hintsOf(event: AmoEvent): Hint[] {
  const { entityType, entityId, type } = event;
  if (entityId === null || !isHinted(entityType)) return [];
  if (type === 'common_note_deleted') {
    if (entityType === 'task') return [];
    const card = kinds[entityType];
    return event.valueBefore.flatMap((value) =>
      value.type === 'note'
        ? [{ entity: 'note', entityId: value.value.id, action: toldDeleted, card } as const]
        : [],
    );
  }
  const action = type === `${entityType}_deleted` ? toldDeleted : 'event';
  return [{ entity: entityType, entityId, action }];
}

const isHinted = (type: string | null): type is HintedEntity =>
  type === 'lead' || type === 'contact' || type === 'company' || type === 'task';
