import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/** One method of one address, with what its OpenAPI says of the input. */
export interface RouteCase {
  method: string;
  /** As Fastify has it: `/api/leads/:id`. */
  path: string;
  /** Undefined: it documents none. */
  body: unknown;
  /** Schemas by name. */
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  headers: Record<string, unknown>;
}

const parameterSchema = z.object({
  in: z.string(),
  name: z.string(),
  schema: z.unknown().optional(),
});
const operationSchema = z.object({
  parameters: z.array(parameterSchema).default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown().optional() })) })
    .optional(),
});
const specSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Every route that the app has: from its router, so that none can be left out. */
export function routesOf(app: FastifyInstance): RouteCase[] {
  const { paths } = specSchema.parse(app.swagger());
  return treeOf(app.printRoutes()).flatMap(({ path, methods }) =>
    methods.map((method) => {
      const documented = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      const { parameters, requestBody } = operationSchema.parse(documented ?? {});
      const named = (place: string) =>
        Object.fromEntries(
          parameters.filter((one) => one.in === place).map(({ name, schema }) => [name, schema]),
        );
      const body = Object.values(requestBody?.content ?? {})[0]?.schema;
      return {
        ...{ method, path, body },
        ...{ params: named('path'), query: named('query'), headers: named('header') },
      };
    }),
  );
}

/**
 * Fastify prints its router as a tree of prefixes, four columns a level; an address is what stands on
 * the way down to it.
 */
function treeOf(printed: string): { path: string; methods: string[] }[] {
  const above: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const found = /^((?:[│ ] {3})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (!found) return [];
    const [, indent = '', part = '', methods] = found;
    const level = indent.length / 4;
    above.length = level;
    above.push(part);
    return methods === undefined ? [] : [{ path: above.join(''), methods: methods.split(', ') }];
  });
}
