import { z } from 'zod';
import { sandboxServer } from '../server.ts';
import { fileTokenStore } from '../token-file.ts';
import { createTokenKeeper } from '../token-keeper.ts';

/**
 * A process of its own that shares a token file: asks for a token as often as it is told, and says
 * which it got. Ends itself with SIGKILL at the step it is told to.
 */
export const workerSetupSchema = z.object({
  origin: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUri: z.string(),
  file: z.string(),
  callers: z.int(),
  dieAt: z.string().nullable(),
});

const setup = workerSetupSchema.parse(JSON.parse(process.env['WORKER_SETUP'] ?? ''));
const { origin, file, callers, dieAt, ...registered } = setup;

const at = (step: string) => {
  if (step === dieAt) process.kill(process.pid, 'SIGKILL');
};
const keeper = createTokenKeeper({
  store: fileTokenStore(file, { at }),
  integration: { ...registered, server: sandboxServer({ origin }) },
  retryMs: [20, 20],
  at,
});

process.once('message', () => {
  void Promise.all(Array.from({ length: callers }, () => keeper.accessToken())).then(
    (tokens) => process.send?.({ tokens: [...new Set(tokens)] }, () => process.disconnect()),
    (error: unknown) => process.send?.({ error: String(error) }, () => process.disconnect()),
  );
});
process.send?.('ready');
