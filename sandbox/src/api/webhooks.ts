import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Webhook } from '../store/model.ts';
import { nextId } from '../store/world.ts';
import { documentedCodes, undocumentedCodes } from '../webhooks/codes.ts';
import type { ApiCall } from './envelope.ts';
import { listed } from './query.ts';
import { get, post, remove } from './route.ts';
import type { ApiRoute } from './route.ts';
import { checkItem, fieldErrors, readSingle, validationProblem } from './validate.ts';
import type { FieldError } from './validate.ts';

/** https://www.amocrm.ru/developers/content/crm_platform/webhooks-api */
const path = '/api/v4/webhooks';
const mostPerAccount = 100;
const firstId = 1_056_949;

/** All three are for administrators, in accounts whose plan has webhooks. */
export const webhooksRoutes: readonly ApiRoute[] = [
  get(path, guarded(listWebhooks)),
  post(path, guarded(subscribe)),
  remove(path, guarded(unsubscribe)),
];

function guarded(handle: (call: ApiCall) => Answer): ApiRoute['handle'] {
  return (call) => {
    if (!call.viewer.seesAll) return forbidden;
    // The plans are documented, the answer to the others is not.
    if (!call.context.plans.hasWebhooks(call.account.id)) return notInPlan;
    return handle(call);
  };
}

const notInPlan = problem(402, 'Payment Required', 'Payment required');

function listWebhooks({ account, query }: ApiCall): Answer {
  const [destination] = listed(query.filter, 'destination') ?? [];
  const webhooks = [...account.webhooks.values()].filter(
    (webhook) => destination === undefined || webhook.destination === destination,
  );
  if (webhooks.length === 0) return nothing();
  return ok({
    _total_items: webhooks.length,
    _embedded: { webhooks: webhooks.map((webhook) => webhookBody(account.id, webhook)) },
  });
}

const destinationSchema = z.object({ destination: z.string() });
const subscriptionSchema = destinationSchema.extend({
  settings: z.array(z.string()).min(1),
  sort: z.int().min(0).default(1),
});

/** The same destination again changes the subscription that is there, and wakes it if it was off. */
function subscribe(call: ApiCall): Answer {
  const { account, context, now, viewer } = call;
  const item = readSingle(call);
  if ('status' in item) return item;
  const read = checkItem(subscriptionSchema, item);
  const errors = read.ok ? subscriptionErrors(call, read.value) : read.errors;
  if (!read.ok || errors.length > 0) {
    return validationProblem([{ requestId: item.requestId, errors }]);
  }
  const { destination, settings, sort } = read.value;
  const before = webhookAt(call, destination);
  if (before === undefined && account.webhooks.size >= mostPerAccount) return tooMany;
  const webhook: Webhook = {
    id: before?.id ?? nextId(account.webhooks, firstId - 1),
    destination,
    settings: [...new Set(settings)],
    sort,
    isDisabled: false,
    createdBy: before?.createdBy ?? viewer.user.id,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
  account.webhooks.set(webhook.id, webhook);
  context.webhooks.renewed(account, webhook.id);
  return { ...ok(webhookBody(account.id, webhook)), status: 201 };
}

const tooMany = problem(
  422,
  'Unprocessable Entity',
  `Limit ${mostPerAccount} webhooks per account`,
);

function subscriptionErrors(
  { context }: ApiCall,
  { destination, settings }: { destination: string; settings: readonly string[] },
): FieldError[] {
  const isKnown = (code: string) =>
    documentedCodes.has(code) || (!context.settings.strict && undocumentedCodes.has(code));
  return [
    ...(isAddress(destination) ? [] : [notAnAddress]),
    ...settings.flatMap((code, place) =>
      isKnown(code) ? [] : [fieldErrors.choice(`settings.${place}`)],
    ),
  ];
}

const notAnAddress: FieldError = {
  code: 'InvalidValue',
  path: 'destination',
  detail: 'This value is not a valid URL.',
};

/** Cyrillic domains are not supported, written out or as punycode. */
function isAddress(destination: string): boolean {
  if (!URL.canParse(destination)) return false;
  const { protocol, hostname } = new URL(destination);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && !hostname.split('.').some((label) => label.startsWith('xn--'));
}

function unsubscribe(call: ApiCall): Answer {
  const { account, context } = call;
  const item = readSingle(call);
  if ('status' in item) return item;
  const read = checkItem(destinationSchema, item);
  if (!read.ok) return validationProblem([{ requestId: item.requestId, errors: read.errors }]);
  const webhook = webhookAt(call, read.value.destination);
  if (webhook === undefined) return problem(404, 'Not Found', 'Webhook not found');
  account.webhooks.delete(webhook.id);
  context.webhooks.renewed(account, webhook.id);
  return nothing();
}

function webhookAt({ account }: ApiCall, destination: string): Webhook | undefined {
  return [...account.webhooks.values()].find((webhook) => webhook.destination === destination);
}

function webhookBody(accountId: number, webhook: Webhook): object {
  return {
    id: webhook.id,
    destination: webhook.destination,
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
    account_id: accountId,
    created_by: webhook.createdBy,
    sort: webhook.sort,
    disabled: webhook.isDisabled,
    settings: webhook.settings,
  };
}
