import { exchangeCodeRequestSchema } from '@foryou-crm/contract/amo-crm';
import { problemSchema } from '@foryou-crm/contract/problem';
import { z } from 'zod';

/** What a worker is told at its start, as JSON in its environment. */
export const workerSetupSchema = z.object({
  databaseUrl: z.string(),
  sandboxOrigin: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUri: z.string(),
  dataDir: z.string(),
  /** Base64. */
  tokenKeys: z.array(z.object({ id: z.string(), key: z.string() })),
  timing: z.object({
    leaseSeconds: z.number(),
    tokenCallMs: z.number(),
    lookUpMs: z.number(),
    waitMs: z.number(),
    saveMs: z.number(),
  }),
  /** How far this process's clock is from the machine's. */
  offsetMs: z.number(),
  /** Kills itself with SIGKILL when it comes here. */
  crashAt: z.string().nullable(),
  /** Says that it has come here, and waits to be told to go on. */
  holdAt: z.string().nullable(),
});
export type WorkerSetup = z.infer<typeof workerSetupSchema>;

export const commandSchema = z.discriminatedUnion('do', [
  /** Asks for a usable token as many times at once. */
  z.object({ do: z.literal('usable'), userId: z.string(), callers: z.number() }),
  z.object({
    do: z.literal('exchange'),
    userId: z.string(),
    input: exchangeCodeRequestSchema,
  }),
  z.object({ do: z.literal('disconnect'), userId: z.string() }),
  z.object({ do: z.literal('refreshDue') }),
  z.object({ do: z.literal('replaySpool') }),
  z.object({ do: z.literal('reseal') }),
  z.object({ do: z.literal('clock'), offsetMs: z.number() }),
  z.object({ do: z.literal('go') }),
]);
export type Command = z.infer<typeof commandSchema>;
export const orderSchema = z.object({ id: z.number(), command: commandSchema });

/** What came of it: for callers, how many got a token, and why the others did not. */
export const resultSchema = z.object({
  served: z.number(),
  refused: z.array(problemSchema),
  /** Errors that are no answer of the API. */
  broken: z.array(z.string()),
  longestMs: z.number(),
});
export type Result = z.infer<typeof resultSchema>;

export const messageSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ at: z.string() }),
  z.object({ id: z.number(), result: resultSchema }),
]);
