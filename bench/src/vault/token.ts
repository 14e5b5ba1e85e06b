import { connect } from '@foryou-crm/backend/database/open';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { median, type Figure } from '../report.ts';
import {
  accessTokenLike,
  addPeople,
  connectBrokers,
  pairGiven,
  refreshTokenLike,
} from './brokers.ts';
import { vaultOn } from './own-vault.ts';
import { betterAuthOn } from './peers/better-auth-accounts.ts';
import { startScratchPostgres } from './scratch-postgres.ts';

const people = 1_000;
const rounds = 7;
const roundMs = 1_000;

/** The columns of the vault's hot path, by a statement that the server has planned once. */
const select = {
  name: 'bench_usable',
  text: `select id, user_id, account_id, amo_user_id, base_domain, api_domain, access_token,
                expires_at, token_version, state, reason, trouble, last_used_at, last_refreshed_at
         from amo_crm_tokens where user_id = $1`,
};

/** Nobody is asked there: every token is good for hours. */
const tokenUrl = 'https://oasiskey.amocrm.ru/oauth2/access_token';

interface Subject {
  userId: string;
  /** The same broker as better-auth knows him. */
  account: { userId: string; accountId: string };
  wanted: string;
}
type Side = 'vault' | 'better-auth' | 'select';
type Asks = Record<Side, (subject: Subject) => Promise<unknown>>;

/**
 * A valid access token out of the vault (looked up, checked, opened) against better-auth's
 * `getAccessToken` with encrypted tokens and against the bare indexed SELECT of the same columns,
 * which nothing that asks the database can beat. One process, one PostgreSQL, a pool of ten for each
 * side; the sides take turns in rounds, the first of which does not count.
 */
export async function tokenFromVault(): Promise<Figure[]> {
  const postgres = await startScratchPostgres();
  const [ours, theirs, bare] = [1, 2, 3].map(() => connect(postgres.url, silentLog));
  if (!ours || !theirs || !bare) throw new Error('There is no pool.');
  try {
    const { vault, rows } = vaultOn(ours.db, 'http://amocrm.localhost');
    const brokers = (await addPeople(ours.db, people)).map((userId, n) => ({
      who: { userId, accountId: 31_000_000 + n, amoUserId: n + 1, baseDomain: `a${n}.amocrm.ru` },
      pair: pairGiven(0, { accessToken: accessTokenLike(), refreshToken: refreshTokenLike() }),
    }));
    await connectBrokers({ db: ours.db, rows }, brokers);
    const betterAuth = await betterAuthOn(theirs.pool, tokenUrl);
    const subjects: Subject[] = [];
    for (const { who, pair } of brokers) {
      const account = await betterAuth.add(who.userId, pair);
      subjects.push({ userId: who.userId, account, wanted: pair.accessToken.reveal() });
    }
    // A table that was filled a moment ago has no statistics yet, and is read worse than in service.
    await bare.pool.query('vacuum analyze');

    const asks: Asks = {
      vault: async ({ userId }) => (await vault.usable(userId)).accessToken.reveal(),
      'better-auth': ({ account }) => betterAuth.accessToken(account),
      select: ({ userId }) => bare.pool.query({ ...select, values: [userId] }),
    };
    for (const subject of subjects.slice(0, 10)) {
      const given = await Promise.all([asks.vault(subject), asks['better-auth'](subject)]);
      if (given.some((token) => token !== subject.wanted))
        throw new Error('A side does not give the token it was given.');
    }
    const figures: Figure[] = [];
    for (const callers of [1, 10]) {
      figures.push(...figuresOf(callers, await race(asks, subjects, callers)));
    }
    return figures;
  } finally {
    await Promise.all([ours, theirs, bare].map(({ pool }) => pool.end()));
    await postgres.dispose();
  }
}

async function race(
  asks: Asks,
  subjects: Subject[],
  callers: number,
): Promise<Record<Side, number>> {
  const sides: Side[] = ['vault', 'select', 'better-auth'];
  const rates: Record<Side, number[]> = { vault: [], 'better-auth': [], select: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const rate = await load(asks[side], subjects, callers);
      if (round > 0) rates[side].push(rate);
    }
  }
  return {
    vault: median(rates.vault),
    'better-auth': median(rates['better-auth']),
    select: median(rates.select),
  };
}

/** Answers a second, with this many callers who each ask again as soon as they have an answer. */
async function load(ask: Asks[Side], subjects: Subject[], callers: number): Promise<number> {
  let answers = 0;
  const began = performance.now();
  const caller = async () => {
    while (performance.now() - began < roundMs) {
      const subject = subjects[Math.floor(Math.random() * subjects.length)];
      if (!subject) throw new RangeError('There is nobody to ask for.');
      await ask(subject);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (answers * 1000) / (performance.now() - began);
}

function figuresOf(callers: number, rates: Record<Side, number>): Figure[] {
  const among = callers === 1 ? 'one caller' : `${callers} callers at a time`;
  const perSecond = (rate: number) => `${rate.toFixed(0)}/s`;
  const ours = perSecond(rates.vault);
  return [
    {
      what: `A valid token, ${among}: the vault against better-auth with encrypted tokens`,
      ours,
      peer: perSecond(rates['better-auth']),
      ratio: rates.vault / rates['better-auth'],
      goal: { atLeast: 8 },
    },
    {
      what: `A valid token, ${among}: its cost against the bare SELECT of the same columns`,
      ours,
      peer: perSecond(rates.select),
      ratio: rates.select / rates.vault,
      goal: { atMost: 1.5 },
    },
  ];
}
