import { z } from 'zod';
import { amoId, optionalTime } from './common.ts';

/** amoCRM answers a create with little more than the id: read the entity again if you need it. */
export interface Added {
  id: number;
}

export const addedSchema = z.object({ id: amoId }).transform(({ id }): Added => ({ id }));

export interface Patched {
  id: number;
  /** Unix seconds; null where amoCRM does not say. */
  updatedAt: number | null;
}

export const patchedSchema = z
  .object({ id: amoId, updated_at: optionalTime })
  .transform((raw): Patched => ({ id: raw.id, updatedAt: raw.updated_at }));
