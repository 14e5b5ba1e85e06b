import { z } from 'zod';

/** An amoCRM id: a JSON integer up to 2^53. */
export const amoIdSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
