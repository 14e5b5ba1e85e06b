import { z } from 'zod';

/** What a crowd's process is told at its start, as JSON in CROWD_SETUP. */
export const setupSchema = z.object({
  databaseUrl: z.string(),
  /** Where a client that takes amoCRM's origin from its settings finds it. */
  origin: z.string(),
  /** The account's first label: under `amocrm.localhost` there, under `amocrm.ru` else. */
  subdomain: z.string(),
  accountId: z.number(),
  amoUserId: z.number(),
});
export type CrowdSetup = z.infer<typeof setupSchema>;

export const tokensSchema = z.object({ accessToken: z.string(), refreshToken: z.string() });
export type Tokens = z.infer<typeof tokensSchema>;

export const orderSchema = z.discriminatedUnion('do', [
  /** Makes these the connection's tokens, the access token being over. */
  z.object({ do: z.literal('expire'), tokens: tokensSchema }),
  /** So many callers ask for a token at once. `expired` is the token that none of them may get. */
  z.object({ do: z.literal('ask'), callers: z.number(), expired: z.string() }),
]);
export type Order = z.infer<typeof orderSchema>;

export const answerSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ done: z.literal(true) }),
  /** What each caller waited until it had a token or a refusal, and the reasons of the refusals. */
  z.object({ waits: z.array(z.number()), failures: z.array(z.string()) }),
  z.object({ broken: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;
