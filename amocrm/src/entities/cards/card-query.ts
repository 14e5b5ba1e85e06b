import type { Direction, OneOrMany, PageQuery, Range } from '../../query.ts';

/**
 * Filters on leads, contacts and companies work where the vendor has switched them on
 * (`isApiFilterEnabled`); elsewhere amoCRM may ignore them.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/filters-api
 */
export interface CardFilter {
  id?: OneOrMany<number>;
  name?: OneOrMany<string>;
  createdBy?: OneOrMany<number>;
  updatedBy?: OneOrMany<number>;
  responsibleUserId?: OneOrMany<number>;
  /** Unix seconds. A bare number would mean "exactly then", so only a range is offered. */
  createdAt?: Range;
  updatedAt?: Range;
  closestTaskAt?: Range;
  /** Field id to wanted values (enum ids for lists), or a range for dates and numbers. */
  customFields?: Readonly<Record<number, readonly (string | number)[] | Range>>;
}

export interface CardQuery<With, Order extends string> extends PageQuery {
  with?: readonly With[];
  order?: { by: Order; direction: Direction };
  /** Full-text search. */
  query?: string;
}
