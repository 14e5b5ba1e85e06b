import { z } from 'zod';
import { readSetup, serveChild } from '../serve-child.ts';

/** What a reader's process is told at its start. */
export const setupSchema = z.object({
  /** Where a client that takes amoCRM's origin from its settings finds it. */
  origin: z.url(),
  subdomain: z.string(),
  accessToken: z.string(),
  pages: z.int(),
});
export type ReadingSetup = z.infer<typeof setupSchema>;

/** Of all pages once. */
export const readingSchema = z.object({
  leads: z.int(),
  /** The sum of the leads' prices: that something was read, and the same by all. */
  prices: z.number(),
  /** Processor time, all threads. */
  cpuMs: z.number(),
});
export type Reading = z.infer<typeof readingSchema>;

/** The prices of one page of leads, from 1, in the client's own way of telling them. */
export type PageReader = (page: number) => Promise<number[]>;

export const pageSize = 250;

/** A page of leads as amoCRM sends it, as far as a reader without a parser looks at it. */
export interface LeadsBody {
  _embedded: { leads: { price: number }[] };
}

/** A look at the outside, which costs nothing: no reader but ours checks what came. */
export function isLeadsBody(body: unknown): body is LeadsBody {
  return typeof body === 'object' && body !== null && '_embedded' in body;
}

/** Runs a reader's process: reads every page when told, one after the other. */
export function serveReader(open: (setup: ReadingSetup) => PageReader): void {
  const setup = readSetup(setupSchema);
  const read = open(setup);
  serveChild(async () => {
    const before = process.cpuUsage();
    const prices: number[] = [];
    for (let page = 1; page <= setup.pages; page += 1) prices.push(...(await read(page)));
    const { user, system } = process.cpuUsage(before);
    const sum = prices.reduce((all, price) => all + price, 0);
    return {
      leads: prices.length,
      prices: sum,
      cpuMs: (user + system) / 1000,
    } satisfies Reading;
  });
}
