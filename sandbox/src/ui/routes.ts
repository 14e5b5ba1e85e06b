import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mainPipeline } from '../api/cards/stages.ts';
import type { SandboxContext } from '../context.ts';
import { isOwnPage } from '../http/own-page.ts';
import type { Act, Order } from './act.ts';
import { boardPage, boardQuery } from './board-page.ts';
import { cardActs } from './card-acts.ts';
import { clockPage } from './clock-page.ts';
import { deskAddress, deskAt, isSeated } from './desk.ts';
import type { Desk } from './desk.ts';
import { failuresPage } from './failures-page.ts';
import { integrationPage } from './integration-page.ts';
import { deskPage, plainPage, sections } from './layout.ts';
import type { DeskPage } from './layout.ts';
import { leadActs } from './lead-acts.ts';
import { leadPage } from './lead-page.ts';
import { leadFor } from './lead-rights.ts';
import { logPage, logQuery } from './log-page.ts';
import { mark } from './mark.ts';
import { createNotices } from './notices.ts';
import type { Notices } from './notices.ts';
import { orderThrough } from './order.ts';
import { bad } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { peoplePage } from './people-page.ts';
import { sandboxActs } from './sandbox-acts.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { trashPage } from './trash-page.ts';

const constraints = { place: 'common' };
const whose = '/desk/:account/:user';
const whoseSchema = z.object({
  account: z.coerce.number(),
  user: z.coerce.number(),
  id: z.string().default(''),
});
const noticeSchema = z.object({ notice: z.string().optional().catch(undefined) });

/** A page of the desk; undefined when there is nothing of that id. */
type Show = (desk: Desk, query: unknown, id: string) => DeskPage | undefined;

const pages: Readonly<Record<string, Show>> = {
  board: (desk, query) => boardPage(desk, boardQuery.parse(query)),
  'leads/:id': (desk, _query, id) => {
    const lead = leadFor(desk, Number(id));
    return lead && leadPage(desk, lead);
  },
  trash: (desk) => trashPage(desk),
  people: (desk) => peoplePage(desk),
  integration: (desk) => integrationPage(desk),
  failures: (desk) => failuresPage(desk),
  log: (desk, query) => logPage(desk, logQuery.parse(query)),
  clock: (desk) => clockPage(desk),
};

/**
 * `/desk` on the common host: amoCRM's own pages, as far as a sandbox needs them. Whoever opens them is
 * any person of any account, so that they are here only when control is.
 */
export function deskRoutes(app: FastifyInstance, context: SandboxContext): void {
  const notices = createNotices();
  const order = orderThrough(app, context.settings.baseHost);

  assets(app);
  entrances(app, context);
  app.get(`${whose}/pulse`, { constraints }, (request, reply) => {
    const desk = deskIn(context, request);
    if (desk === undefined) return reply.code(404).send();
    return reply.header('cache-control', 'no-store').type('text/plain').send(mark(desk));
  });
  for (const [path, show] of Object.entries(pages)) {
    app.get(`${whose}/${path}`, { constraints }, (request, reply) => {
      const desk = deskIn(context, request);
      const page = desk && show(desk, request.query, whoseSchema.parse(request.params).id);
      if (desk === undefined || page === undefined) return nobody(reply);
      const { notice } = noticeSchema.parse(request.query);
      return secured(reply, deskPage(desk, page, notices.named(notice)));
    });
  }
  for (const act of [...leadActs, ...cardActs, ...sandboxActs]) {
    app.post(`${whose}/${act.path}`, { constraints }, async (request, reply) => {
      const desk = deskIn(context, request);
      if (desk === undefined) return nobody(reply);
      const result = await done(desk, act, request, order);
      return answer(desk, result, notices, request, reply);
    });
  }
}

function assets(app: FastifyInstance): void {
  const give = (path: string, type: string, text: string) =>
    app.get(path, { constraints }, (_request, reply) =>
      reply
        .headers({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
        .type(type)
        .send(text),
    );
  give('/desk/desk.css', 'text/css; charset=utf-8', style);
  give('/desk/desk.js', 'text/javascript; charset=utf-8', script);
}

/** `/desk` leads to the first account's administrator, `/desk/switch` to whoever was chosen. */
function entrances(app: FastifyInstance, context: SandboxContext): void {
  app.get('/desk', { constraints }, (_request, reply) => {
    const [account] = context.world.accounts();
    const person = account?.users.find(({ isAdmin, isActive }) => isAdmin && isActive);
    if (account === undefined || person === undefined) return nobody(reply);
    const pipeline = mainPipeline(account)?.id ?? '';
    return reply.redirect(`${deskAddress(account, person)}/board?pipeline=${pipeline}`);
  });
  app.get('/desk/switch', { constraints }, (request, reply) => {
    const { who, section } = switchSchema.parse(request.query);
    const [account, user] = who.split('/').map(Number);
    const desk = deskAt(context, account ?? 0, user ?? 0);
    return desk === undefined ? nobody(reply) : reply.redirect(`${desk.base}/${section}`);
  });
}

const names = sections.map(([section]) => section);
const switchSchema = z.object({
  who: z.string().catch(''),
  section: z.enum(names).catch('board'),
});

function deskIn(context: SandboxContext, request: FastifyRequest): Desk | undefined {
  const { account, user } = whoseSchema.parse(request.params);
  return deskAt(context, account, user);
}

async function done(desk: Desk, act: Act, request: FastifyRequest, order: Order): Promise<Outcome> {
  if (!isOwnPage(request.headers)) {
    return bad('This came from another site’s page, and the desk takes orders from its own only.');
  }
  if (act.isPersonal && !isSeated(desk)) {
    return bad(`${desk.person.name} has no open seat. Act as somebody else, or open the seat.`);
  }
  const { id } = whoseSchema.parse(request.params);
  return act.run({ desk, id, order }, request.body);
}

/** A script is told in JSON; a browser without one goes on to the page that says it. */
async function answer(
  desk: Desk,
  { isGood, words, to = '/board' }: Outcome,
  notices: Notices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const notice = notices.keep({ isGood, words });
  const target = `${desk.base}${to}${to.includes('?') ? '&' : '?'}notice=${notice}`;
  const status = isGood || isOwnPage(request.headers) ? 200 : 403;
  if (request.headers.accept === 'application/json') {
    return reply.code(status).send({ isGood, words, to: target });
  }
  // Not even the notice is shown to who came from elsewhere: nothing of theirs was done.
  if (status === 403) return secured(reply.code(403), plainPage('Refused', words));
  return reply.redirect(target, 303);
}

function nobody(reply: FastifyReply): FastifyReply {
  const words =
    'There is no such account, person or lead here, or it is not for this person to see.';
  return secured(reply.code(404), plainPage('Nothing here', words));
}

/** Styles and scripts come from here alone: what a lead is called can do nothing. */
function secured(reply: FastifyReply, page: string): FastifyReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return reply
    .headers({
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(page);
}
