import type { AmoApi, AmoEvent } from '@foryou-crm/amocrm';
import type { AccountTx } from '../account-lock.ts';
import { saveEvents, timelineTypes } from '../rows/save-events.ts';
import type { CardKind } from '../rows/save-notes.ts';
import { addFollowUps, addHints, toldDeleted, type Hint, type HintedEntity } from './hints.ts';

const cards = ['lead', 'contact', 'company'] as const;

/** What the date of a change does not show, or not for certain. */
const hinting = [
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

const shown = [...timelineTypes.lead, ...timelineTypes.task];
const isHinting: ReadonlySet<string> = new Set(hinting);

/** amoCRM gives no more of them at once. */
const limit = 100;

/** The account's events since an instant (Unix seconds), newest first, page by page. */
export async function* eventsSince(api: AmoApi, from: number): AsyncGenerator<AmoEvent[]> {
  const filter = { createdAt: { from }, type: [...hinting, ...shown] };
  for await (const { items } of api.events.pages({ limit, filter })) yield items;
}

/** One page of what timelines show, newest first; of the `types` alone where they are named. */
export const timelinePage = (
  api: AmoApi,
  page: number,
  { createdAt, type = shown }: { createdAt?: { from: number }; type?: string[] },
) =>
  api.events.list({
    ...{ limit, page },
    filter: { entity: ['lead', 'task'], type, ...(createdAt && { createdAt }) },
  });

/** Keeps what timelines show, and has read again what else the events tell of. Answers how many are new. */
export async function takeEvents(account: AccountTx, events: readonly AmoEvent[]): Promise<number> {
  const hints = new Map(
    events.flatMap(hintsOf).map((hint) => [`${hint.entity}/${hint.entityId}`, hint]),
  );
  await addHints(account, [...hints.values()]);
  const { added, unknownTasks } = await saveEvents(account, events);
  await addFollowUps(account, 'task', unknownTasks);
  return added;
}

function hintsOf(event: AmoEvent): Hint[] {
  const { entityType, entityId, type } = event;
  if (entityId === null || !isHinted(entityType) || !isHinting.has(type)) return [];
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
