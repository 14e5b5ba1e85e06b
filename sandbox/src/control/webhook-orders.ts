import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { disorderSchema } from '../webhooks/disorder.ts';
import { formTree } from '../webhooks/form.ts';
import { pipelineTriggers } from '../webhooks/pipeline-hooks.ts';
import { accountNamed, constraints, ControlError, label } from './order.ts';
import type { AddOrder } from './order.ts';

const styleSchema = z.strictObject({
  accountBlock: z.enum(['first', 'last', 'name_only']).exactOptional(),
  fieldValues: z.enum(['wrapped', 'bare']).exactOptional(),
  rows: z.enum(['single', 'batch']).exactOptional(),
  taskResult: z.enum(['one', 'two']).exactOptional(),
});

/** What this amoCRM has no rows for is told as ordered, in the shape that amoCRM gives it. */
const tellSchema = z.strictObject({
  subdomain: label,
  /** The setting that subscribes to it, such as `add_message`. */
  code: z.string().min(1),
  root: z.enum(['message', 'talk', 'catalogs', 'unsorted', 'customers']),
  action: z.string().min(1),
  item: z.record(z.string(), z.json()),
});

const pipelineSchema = z.strictObject({
  hooks: z
    .array(
      z.strictObject({
        subdomain: label,
        pipelineId: z.int(),
        statusId: z.int(),
        destination: z.url({ protocol: /^https?$/ }),
        triggers: z.array(z.enum(pipelineTriggers)).min(1),
      }),
    )
    .max(100),
});

/** Orders about hooks, and `GET /_sandbox/hooks`: what became of them. */
export function webhookOrders(
  app: FastifyInstance,
  order: AddOrder,
  context: SandboxContext,
): void {
  const { webhooks, plans } = context;

  app.get('/_sandbox/hooks', { constraints }, () => ({
    deliveries: webhooks.attempts(),
    waiting: webhooks.waiting(),
    dropped: webhooks.dropped(),
  }));
  order('hooks/clear', z.strictObject({}), () => {
    webhooks.clearAttempts();
    return {};
  });
  order('webhooks/flush', z.strictObject({}), async () => {
    await webhooks.settle();
    return { waiting: webhooks.waiting().length, nextDue: webhooks.nextDue() };
  });
  order('webhooks/disorder', disorderSchema, (disorder) => {
    webhooks.disorders.add(disorder);
    return { open: webhooks.disorders.open().length };
  });
  order('webhooks/disorder/clear', z.strictObject({}), () => {
    webhooks.disorders.clear();
    return { open: 0 };
  });
  order('webhooks/style', styleSchema, (changes) => {
    webhooks.setStyle(changes);
    return webhooks.style();
  });
  order('webhooks/tell', tellSchema, ({ subdomain, code, root, action, item }) => {
    webhooks.tell(accountNamed(context, subdomain), { code, root, action, item: formTree(item) });
    return {};
  });
  order(
    'webhooks/plan',
    z.strictObject({ subdomain: label, hasWebhooks: z.boolean() }),
    ({ subdomain, hasWebhooks }) => {
      plans.setWebhooks(accountNamed(context, subdomain).id, hasWebhooks);
      return { subdomain, hasWebhooks };
    },
  );
  order(
    'webhooks/enable',
    z.strictObject({ subdomain: label, destination: z.string() }),
    ({ subdomain, destination }) => {
      const account = accountNamed(context, subdomain);
      const webhook = [...account.webhooks.values()].find((one) => one.destination === destination);
      if (webhook === undefined) throw new ControlError(`No webhook at ${destination}`);
      account.webhooks.set(webhook.id, { ...webhook, isDisabled: false });
      webhooks.renewed(account, webhook.id);
      return { id: webhook.id };
    },
  );
  order('webhooks/pipeline', pipelineSchema, ({ hooks }) => {
    webhooks.setPipelineHooks(
      hooks.map(({ subdomain, ...hook }, place) => ({
        ...hook,
        id: place + 1,
        accountId: accountNamed(context, subdomain).id,
      })),
    );
    return { hooks: hooks.length };
  });
}
