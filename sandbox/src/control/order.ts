import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { subdomainSchema } from '../hosts.ts';
import { isOwnPage } from '../http/own-page.ts';
import type { Account, User } from '../store/model.ts';
import { userOf } from '../store/world.ts';

/** An order that names something this amoCRM does not have, or may not do. */
export class ControlError extends Error {}

export const constraints = { place: 'common' };
export const label = subdomainSchema;
export const grantee = z.strictObject({ subdomain: label, userId: z.int() });

/** Adds one order, `POST /_sandbox/{path}`. */
export type AddOrder = <Body extends z.ZodType>(
  path: string,
  schema: Body,
  act: (body: z.output<Body>) => object | Promise<object>,
) => void;

export function orderAdder(app: FastifyInstance): AddOrder {
  return (path, schema, act) => {
    app.post(`/_sandbox/${path}`, { constraints }, async (request, reply) => {
      // A page of another site could send a form here, and would change more than it may know.
      if (!isOwnPage(request.headers)) return refuse(reply, 403, 'Not from another site’s page');
      const body = schema.safeParse(request.body ?? {});
      if (!body.success) return refuse(reply, 422, z.prettifyError(body.error));
      try {
        return await reply.send(await act(body.data));
      } catch (cause) {
        if (cause instanceof ControlError) return refuse(reply, 404, cause.message);
        throw cause;
      }
    });
  };
}

async function refuse(reply: FastifyReply, status: number, error: string): Promise<FastifyReply> {
  return reply.code(status).send({ error });
}

/** @throws {ControlError} */
export function accountNamed({ world }: SandboxContext, subdomain: string): Account {
  const account = world.accountAt(subdomain);
  if (account === undefined) throw new ControlError(`No account at ${subdomain}`);
  return account;
}

/** @throws {ControlError} */
export function userNamed(account: Account, userId: number): User {
  const user = userOf(account, userId);
  if (user === undefined) throw new ControlError(`No user ${userId} in ${account.subdomain}`);
  return user;
}
