import { z } from 'zod';

/** A client of amoCRM's that somebody else wrote, by the five things a journey asks of it. */
export interface ForeignClient {
  /** Ids of all leads, page after page. */
  allLeads(): Promise<number[]>;
  /** Makes a lead and answers its id. */
  create(name: string): Promise<number>;
  move(id: number, stage: Stage): Promise<void>;
  stageOf(id: number): Promise<Stage>;
  /** Brings the pair it has, and a new one. */
  refresh(): Promise<{ before: Pair; after: Pair }>;
}

export interface Stage {
  pipeline_id: number;
  status_id: number;
}

export interface Pair {
  access_token: string;
  refresh_token: string;
}

const setupSchema = z.object({
  /** The account's host, under amoCRM's own name. */
  host: z.string(),
  code: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUri: z.string(),
  stage: z.object({ pipeline_id: z.int(), status_id: z.int() }),
});
export type Setup = z.infer<typeof setupSchema>;

/** What came of a journey. */
export const taleSchema = z.object({
  leads: z.array(z.int()),
  made: z.int(),
  stage: z.object({ pipeline_id: z.int(), status_id: z.int() }),
  /** Whether both tokens of the pair are new after the refresh. */
  isRenewed: z.boolean(),
  /** Read with the new pair. */
  leadsAfterwards: z.int(),
});
export type Tale = z.infer<typeof taleSchema>;

/** Runs a client's process: reads `FOREIGN_SETUP`, goes the whole way, and prints what came of it. */
export async function travel(open: (setup: Setup) => ForeignClient): Promise<void> {
  const setup = setupSchema.parse(JSON.parse(process.env['FOREIGN_SETUP'] ?? ''));
  const client = open(setup);
  const leads = await client.allLeads();
  const made = await client.create('Made by another client');
  await client.move(made, setup.stage);
  const stage = await client.stageOf(made);
  const { before, after } = await client.refresh();
  const leadsAfterwards = (await client.allLeads()).length;
  const isRenewed =
    before.access_token !== after.access_token && before.refresh_token !== after.refresh_token;
  const tale: Tale = { leads, made, stage, isRenewed, leadsAfterwards };
  process.stdout.write(JSON.stringify(tale));
}
