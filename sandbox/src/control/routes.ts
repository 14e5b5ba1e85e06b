import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { registeredIntegration } from '../oauth/integration.ts';
import { accountOrders } from './account-orders.ts';
import { clockOrders } from './clock-orders.ts';
import { faultSchema } from './faults.ts';
import { grantOrders } from './grant-orders.ts';
import { limitOrders } from './limit-orders.ts';
import { constraints, orderAdder } from './order.ts';
import type { AddOrder } from './order.ts';
import { webhookOrders } from './webhook-orders.ts';

/**
 * `/_sandbox/*` on the common host: what tests order this amoCRM to do. Registered only with
 * `control`; the orders ask for no sign-in, so the option is for tests on one machine.
 */
export function controlRoutes(app: FastifyInstance, context: SandboxContext): void {
  const order = orderAdder(app);
  clockOrders(order, context);
  grantOrders(order, context);
  accountOrders(order, context);
  faultOrders(order, context);
  limitOrders(order, context);
  webhookOrders(app, order, context);
  logs(app, order, context);
  resetOrder(order, context);
}

function faultOrders(order: AddOrder, { faults }: SandboxContext): void {
  order('faults', faultSchema, (fault) => {
    faults.add(fault);
    return { open: faults.open().length };
  });
  order('faults/clear', z.strictObject({}), () => {
    faults.clear();
    return { open: 0 };
  });
}

const afterSchema = z.object({ after: z.coerce.number().int().min(0).default(0) });

/** What came in: routes and statuses by the thousand, whole exchanges by the hundred. */
function logs(app: FastifyInstance, order: AddOrder, context: SandboxContext): void {
  const { exchanges, traffic } = context;
  app.get('/_sandbox/requests', { constraints }, () => ({
    requests: traffic.requests(),
    tokenCalls: traffic.tokenCalls(),
  }));
  app.get('/_sandbox/log', { constraints }, (request) => {
    const { after } = afterSchema.catch({ after: 0 }).parse(request.query);
    return { exchanges: exchanges.since(after) };
  });
  order('requests/clear', z.strictObject({}), () => {
    traffic.reset();
    exchanges.reset();
    return {};
  });
}

function resetOrder(order: AddOrder, context: SandboxContext): void {
  order('reset', z.strictObject({}), () => {
    context.webhooks.reset();
    context.plans.reset();
    context.clock.reset();
    context.world.reset();
    context.grants.reset();
    context.sessions.reset();
    context.external.reset();
    context.faults.clear();
    context.limiter.reset();
    context.traffic.reset();
    context.exchanges.reset();
    Object.assign(context.integration, registeredIntegration(context.settings));
    return { now: context.clock.now() };
  });
}
