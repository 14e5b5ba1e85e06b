import type {
  Account,
  Lead,
  Pipeline,
  Status,
  StatusDescription,
  Tag,
  User,
} from '../store/model.ts';
import type { FieldWords } from './field-words.ts';
import type { Person } from './people.ts';

/** An account without its cards, and how many of which cards to make for it. */
export interface Plan {
  /** Starts the random choices and the ids: two accounts never share an id. */
  readonly seed: number;
  readonly account: Account;
  readonly tags: readonly Tag[];
  readonly languages: readonly Person['language'][];
  /** What one AED is in the account's currency. */
  readonly rate: number;
  readonly companyNames: readonly string[];
  readonly funnels: readonly Funnel[];
  readonly firstIds: { lead: number; card: number; task: number };
  /** The custom fields that cards carry. */
  readonly fields: Fields;
}

/** A custom field of an account: its id and what the account calls it. */
export interface Field {
  readonly id: number;
  readonly name: string;
}

export interface Fields {
  readonly phone: Field;
  readonly email: Field;
  /** A field belongs to one kind of card: companies have a phone of their own. */
  readonly companyPhone: Field;
  /** What the other fields and their groups are called. */
  readonly words: FieldWords;
  readonly district: Field;
  readonly bedrooms: Field;
  readonly purpose: Field & { readonly choices: readonly string[] };
}

/** How full each stage of a pipeline is, and who works there. */
export interface Funnel {
  readonly pipelineId: number;
  readonly rentShare: number;
  readonly counts: readonly { statusId: number; count: number }[];
  readonly brokers: readonly User['id'][];
}

/** The stages every pipeline has besides its own; `own` names, colours and counts the others. */
export function pipeline(
  {
    createdAt,
    ...shape
  }: Pick<Pipeline, 'id' | 'name' | 'sort' | 'isMain'> & { createdAt: number },
  firstStatusId: number,
  words: { incoming: string; won: string; lost: string },
  own: readonly { name: string; color: string; description?: string }[],
): Pipeline {
  const system = { isEditable: false, descriptions: [] } as const;
  const incoming: Status = {
    ...system,
    id: firstStatusId,
    name: words.incoming,
    sort: 10,
    color: '#c1c1c1',
    type: 1,
  };
  const stages = own.map((stage, place): Status => ({
    id: firstStatusId + 4 * (place + 1),
    name: stage.name,
    sort: 20 + 10 * place,
    color: stage.color,
    isEditable: true,
    type: 0,
    descriptions:
      stage.description === undefined
        ? []
        : [described(firstStatusId + 4 * (place + 1) + 1, stage.description, createdAt)],
  }));
  return {
    ...shape,
    isUnsortedOn: true,
    statuses: [
      incoming,
      ...stages,
      { ...system, id: wonStatus, name: words.won, sort: 10_000, color: '#CCFF66', type: 0 },
      { ...system, id: lostStatus, name: words.lost, sort: 11_000, color: '#D5D8DB', type: 0 },
    ],
  };
}

function described(id: number, text: string, at: number): StatusDescription {
  return {
    id,
    level: 'newbie',
    text,
    createdAt: at,
    createdBy: 0,
    updatedAt: at,
    updatedBy: null,
  };
}

export const wonStatus = 142;
export const lostStatus = 143;

export function isClosed(statusId: Lead['statusId']): boolean {
  return statusId === wonStatus || statusId === lostStatus;
}

/** Pairs counts with the stages of a pipeline, in their order. */
export function counts(of: Pipeline, numbers: readonly number[]): Funnel['counts'] {
  return of.statuses.map((status, place) => ({ statusId: status.id, count: numbers[place] ?? 0 }));
}
