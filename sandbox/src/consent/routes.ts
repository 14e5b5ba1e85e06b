import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { externalAskSchema, sendSecrets } from '../oauth/external.ts';
import type { Account, User } from '../store/model.ts';
import { createForms } from './forms.ts';
import type { Asked, Forms } from './forms.ts';
import { consentPage, frontPage, messagePage, popupPage, signInPage } from './page.ts';
import type { PageFrame } from './page.ts';
import { allowedAddress, deniedAddress, mayGrant } from './redirect.ts';
import { seatOf, sessionCookie } from './sessions.ts';
import { chooseLanguage, words } from './words.ts';

// A parameter given twice is no parameter: amoCRM's links carry each once.
const one = z.string().max(4096).optional().catch(undefined);
const querySchema = z.object({
  client_id: one,
  state: one,
  mode: z.enum(['popup', 'post_message']).optional().catch(undefined),
  account: one,
  lang: one,
  // What the button of an external integration sends in place of a client id.
  name: one,
  redirect_uri: one,
  secrets_uri: one,
});
const answerSchema = z.object({
  form: z.string().max(200).catch(''),
  decision: z.enum(['allow', 'deny']),
  user_id: z.coerce.number().int().optional().catch(undefined),
});

const signInSchema = z.object({
  email: z.string().max(320).catch(''),
  // There are no passwords here; an empty one is a form that was not filled in.
  password: z.string().min(1),
});

const constraints = { place: 'common' };

/** The consent page on the common host, and the front page that says what runs here. */
export function consentRoutes(app: FastifyInstance, context: SandboxContext): void {
  const forms = createForms(context.clock);

  app.get('/', { constraints }, async (request, reply) => {
    const query = querySchema.parse(request.query);
    const frame = frameFor(request, query.lang, (language) => `/?lang=${language}`);
    const desk = context.settings.control ? '/desk' : null;
    return show(reply, frame, 200, frontPage(frame, withDomains(context), desk));
  });

  app.get('/oauth', { constraints }, async (request, reply) => ask(context, forms, request, reply));
  app.post('/oauth', { constraints }, async (request, reply) =>
    decide(context, forms, request, reply),
  );
  if (context.settings.signIn) {
    app.post('/oauth/sign-in', { constraints }, async (request, reply) =>
      signIn(context, request, reply),
    );
  }
}

/** Gives the browser a session and sends it on to the consent page it came for. */
async function signIn(
  context: SandboxContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = request.url.split('?').slice(1).join('?');
  const { lang } = querySchema.parse(request.query);
  const given = signInSchema.safeParse(request.body);
  const email = given.success ? given.data.email : '';
  const isKnown = context.world.accounts().some((account) => seatOf(account, email) !== undefined);
  if (!given.success || !isKnown) {
    const frame = frameFor(request, lang, null);
    return show(reply, frame, 401, signInPage(frame, query, true));
  }
  return reply
    .header('set-cookie', sessionCookie(context.sessions.begin(email)))
    .redirect(`/oauth?${query}`, 303);
}

type Seats = (account: Account) => readonly User[];

/** Which users a browser may choose among: all, or the seats of who is signed in; null for a stranger. */
function whoMay({ settings, sessions }: SandboxContext, request: FastifyRequest): Seats | null {
  if (!settings.signIn) return ({ users }) => users.filter(({ isActive }) => isActive);
  const email = sessions.emailOf(request.headers.cookie);
  if (email === null) return null;
  return (account) => {
    const seat = seatOf(account, email);
    return seat === undefined ? [] : [seat];
  };
}

async function ask(
  context: SandboxContext,
  forms: Forms,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = querySchema.parse(request.query);
  const { client_id, state, mode, account, lang: language } = query;
  const external =
    client_id === undefined ? (externalAskSchema.safeParse(query).data ?? null) : null;
  // Nothing else of a caller's goes into the page's own links.
  const asked = { client_id, state, mode, account, lang: language, ...external };
  const address = (changes: Record<string, string>) => consentAddress({ ...asked, ...changes });
  const frame = frameFor(request, query.lang, (lang) => address({ lang }));
  const say = words[frame.language];
  if (external === null && client_id !== context.integration.clientId) {
    const message = { title: say.unknownTitle, text: say.unknownText, link: null };
    return show(reply, frame, 404, messagePage(frame, message));
  }

  const seats = whoMay(context, request);
  if (seats === null) {
    return show(reply, frame, 200, signInPage(frame, address({}).slice('/oauth?'.length), false));
  }
  const offered = withDomains(context).filter(({ account }) =>
    isOffered(context, account, seats, external !== null),
  );
  const chosen = (offered.find(({ account }) => account.subdomain === query.account) ?? offered[0])
    ?.account;
  if (chosen === undefined) {
    const message = { title: say.refusedTitle, text: say.noSeat, link: null };
    return show(reply, frame, 403, messagePage(frame, message));
  }
  const users = seats(chosen).map((user) => ({
    user,
    mayGrant: mayGrant(chosen, user, external !== null),
  }));
  const view = {
    integrationName: external?.name ?? context.integration.name,
    accounts: offered.map((row) => ({
      ...row,
      href: address({ account: row.account.subdomain }),
    })),
    chosen,
    users,
    selectedUserId: users.find((row) => row.mayGrant)?.user.id ?? null,
    isSignedIn: context.settings.signIn,
    formNonce: forms.open({
      clientId: client_id,
      external,
      state,
      mode,
      accountId: chosen.id,
    }),
  };
  return show(reply, frame, 200, consentPage(frame, view));
}

async function decide(
  context: SandboxContext,
  forms: Forms,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { lang } = querySchema.parse(request.query);
  const frame = frameFor(request, lang, null);
  const say = words[frame.language];
  const answer = answerSchema.safeParse(request.body);
  const asked = answer.success ? forms.take(answer.data.form) : undefined;
  if (!answer.success || asked === undefined) {
    const message = { title: say.staleTitle, text: say.staleText, link: null };
    return show(reply, frame, 400, messagePage(frame, message));
  }
  if (answer.data.decision === 'deny') {
    return leave(reply, frame, asked, deniedAddress(context, asked.state, asked.external));
  }

  const account = context.world.accountById(asked.accountId);
  const user = account && whoMay(context, request)?.(account).find(isChosen(answer.data.user_id));
  const { external } = asked;
  if (account === undefined || user === undefined || !mayGrant(account, user, external !== null)) {
    const again = consentAddress({
      client_id: asked.clientId,
      state: asked.state,
      mode: asked.mode,
      account: account?.subdomain,
      lang: frame.language,
      ...external,
    });
    const link = { href: again, text: say.again };
    const message = { title: say.refusedTitle, text: say.adminFirst, link };
    return show(reply, frame, 403, messagePage(frame, message));
  }
  if (external !== null) {
    const made = context.external.create(external);
    await sendSecrets(external, made.integration, asked.state);
    const target = allowedAddress(context, account, user, asked.state, made);
    return leave(reply, frame, asked, target);
  }
  account.isIntegrationOn = true;
  return leave(reply, frame, asked, allowedAddress(context, account, user, asked.state));
}

const isChosen = (id: number | undefined) => (user: User) => user.id === id;

/**
 * Signed in, one is offered the accounts one may grant in; a guest of the sandbox sees them all.
 * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
const isOffered = (
  { settings }: SandboxContext,
  account: Account,
  seats: Seats,
  isExternal: boolean,
): boolean =>
  !settings.signIn || seats(account).some((user) => mayGrant(account, user, isExternal));

/** Back to the integration: in this window, or in the one that opened it. */
async function leave(
  reply: FastifyReply,
  frame: PageFrame,
  asked: Asked,
  target: string,
): Promise<FastifyReply> {
  if (asked.mode === 'popup') return show(reply, frame, 200, popupPage(frame, target));
  return reply.header('cache-control', 'no-store').redirect(target, 302);
}

function consentAddress(query: Readonly<Record<string, string | undefined>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) params.set(name, value);
  }
  return `/oauth?${params.toString()}`;
}

function withDomains(context: SandboxContext): { account: Account; domain: string }[] {
  return context.world.accounts().map((account) => ({
    account,
    domain: `${account.subdomain}.${context.settings.baseHost}`,
  }));
}

function frameFor(
  request: FastifyRequest,
  asked: string | undefined,
  inLanguage: PageFrame['inLanguage'],
): PageFrame {
  const language = chooseLanguage(asked, request.headers['accept-language']);
  return { language, nonce: randomBytes(16).toString('base64'), inLanguage };
}

async function show(
  reply: FastifyReply,
  frame: PageFrame,
  status: number,
  page: string,
): Promise<FastifyReply> {
  // No form-action: browsers apply it to the redirect after Allow, which leads elsewhere by design.
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${frame.nonce}'; script-src 'nonce-${frame.nonce}'; base-uri 'none'; frame-ancestors 'none'`;
  return reply
    .code(status)
    .headers({
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(page);
}
