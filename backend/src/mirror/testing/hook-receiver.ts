import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Database } from '../../database/open.ts';
import { registerErrors } from '../../http/errors.ts';
import { hookRoutes } from '../hooks/routes.ts';

/** The webhooks' door alone, listening where a sandbox can reach it. */
export async function startHookReceiver(
  db: Database,
  wake: () => void = () => undefined,
): Promise<{
  app: FastifyInstance;
  publicUrl: URL;
  close(): Promise<void>;
}> {
  const app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrors(app);
  await app.register(hookRoutes({ db, wake }));
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, publicUrl: new URL(address), close: () => app.close() };
}
