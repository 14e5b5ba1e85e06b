import { z } from 'zod';

/** Every success body is `{ data }`. */
export const dataOf = <T extends z.ZodType>(schema: T) => z.object({ data: schema });

/** A short list that is always sent whole: `{ data, count }`. */
export const listOf = <T extends z.ZodType>(schema: T) =>
  z.object({ data: z.array(schema), count: z.number().int() });
