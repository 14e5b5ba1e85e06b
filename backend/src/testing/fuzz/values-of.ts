import fc from 'fast-check';
import { z } from 'zod';

const schemaSchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
});

/** What the database of a fuzzed app really has, so that a question may find something. */
export interface Known {
  numbers: readonly number[];
  strings: readonly string[];
}

/** Values that a JSON schema describes, as far as is needed to come past a route's door. */
export function valuesOf(schema: unknown, known: Known): fc.Arbitrary<unknown> {
  if (schema === undefined) return fc.jsonValue({ maxDepth: 2 });
  const read = schemaSchema.parse(schema);
  const { type, anyOf, oneOf } = read;
  const all = (schemas: readonly unknown[]) =>
    fc.oneof(...schemas.map((one) => valuesOf(one, known)));
  if (read.const !== undefined) return fc.constant(read.const);
  if (read.enum) return fc.constantFrom(...read.enum);
  if (anyOf ?? oneOf) return all(anyOf ?? oneOf ?? []);
  if (Array.isArray(type)) return all(type.map((one) => ({ ...read, type: one })));
  switch (type) {
    case 'object': {
      const { properties = {}, required } = read;
      const fields = Object.entries(properties).map(
        ([name, field]) => [name, valuesOf(field, known)] as const,
      );
      return fc.record(Object.fromEntries(fields), {
        requiredKeys: required.filter((name) => name in properties),
      });
    }
    case 'array':
      return fc.array(valuesOf(read.items, known), { maxLength: 3 });
    case 'string':
      return textsOf(read.format, read.pattern, known);
    case 'integer':
    case 'number':
      return fc.oneof(numbers(known), fc.integer(), fc.nat(200));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

const numbers = ({ numbers: some }: Known) => fc.constantFrom(...some);

function textsOf(
  format: string | undefined,
  pattern: string | undefined,
  known: Known,
): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((at) => at.toISOString());
  const strings = fc.constantFrom(...known.strings);
  if (format === 'email') return fc.oneof(strings, fc.emailAddress());
  if (format === 'uuid') return fc.oneof(strings, fc.uuid());
  const like = pattern === undefined ? null : matching(pattern);
  return fc.oneof(strings, like ?? fc.string({ unit: 'grapheme', maxLength: 60 }));
}

/** Null for what cannot be generated, such as a look-ahead. */
function matching(pattern: string): fc.Arbitrary<string> | null {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return null;
  }
}
