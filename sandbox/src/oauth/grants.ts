import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Account, User } from '../store/model.ts';
import type { GrantsState } from './grants-state.ts';

/** Lives in seconds, as amoCRM documents them. Three months are read as 90 days. */
export const codeLife = 20 * 60;
export const accessLife = 24 * 60 * 60;
export const refreshLife = 90 * 24 * 60 * 60;

/** One user's permission for the integration in one account; every exchanged code makes its own. */
export interface Grant {
  readonly accountId: number;
  readonly userId: number;
  /** An administrator's grant is full access and outlives his seat. */
  readonly isAdmin: boolean;
  isRevoked: boolean;
}

/** An access and a refresh token issued together. `jti` names the access token. */
export interface Pair {
  readonly grant: Grant;
  readonly jti: string;
  readonly refreshToken: string;
  readonly issuedAt: number;
  readonly parent: Pair | null;
  isSpent: boolean;
}

export type CodeState =
  { kind: 'unknown' | 'expired' | 'used' | 'other_account' } | { kind: 'good'; grant: Grant };

export type RefreshState =
  { kind: 'unknown' | 'expired' | 'revoked' | 'other_account' } | { kind: 'good'; pair: Pair };

interface Code {
  readonly grant: Grant;
  readonly issuedAt: number;
  isUsed: boolean;
}

/** Codes, grants and token pairs: everything amoCRM remembers about who let whom in. */
export interface Grants {
  issueCode(account: Account, user: User): string;
  /** Looks at a code and, when it is good, uses it up. */
  takeCode(code: string, accountId: number): CodeState;
  /** The first pair of a grant (`parent` null), or the successor of `parent`. */
  issuePair(grant: Grant, parent: Pair | null): Pair;
  readRefresh(refreshToken: string, accountId: number): RefreshState;
  pairByJti(jti: string): Pair | undefined;
  /** A pair was used: in `until_new_used` this is what ends its parent. */
  markUsed(pair: Pair): void;
  /** Withdraws access; codes not yet exchanged die with it. Answers how many grants ended. */
  revoke(accountId: number, userId?: number): number;
  /** Every grant of an account that was not withdrawn, oldest first. */
  given(accountId: number): readonly Grant[];
  reset(): void;
  /** Grows with every change, so that nobody has to look for one. */
  revision(): number;
  /** Everything above as plain data, for `createGrants` to begin from. */
  snapshot(): GrantsState;
}

/**
 * @param reuse - `strict`: a refresh token is spent at once; else when its successor is used.
 * @param from - an earlier snapshot; without one nobody has been let in yet.
 */
export function createGrants(
  clock: Clock,
  reuse: 'strict' | 'until_new_used',
  from?: GrantsState,
): Grants {
  const codes = new Map<string, Code>();
  const byRefresh = new Map<string, Pair>();
  const byJti = new Map<string, Pair>();
  const grants = new Set<Grant>();
  let revision = 0;
  if (from !== undefined) restore(from);

  return {
    issueCode(account, user) {
      const grant: Grant = {
        accountId: account.id,
        userId: user.id,
        isAdmin: user.isAdmin,
        isRevoked: false,
      };
      grants.add(grant);
      const code = opaque(350);
      codes.set(code, { grant, issuedAt: clock.now(), isUsed: false });
      revision += 1;
      return code;
    },
    takeCode(value, accountId) {
      const code = codes.get(value);
      if (code === undefined) return { kind: 'unknown' };
      if (code.grant.accountId !== accountId) return { kind: 'other_account' };
      if (code.isUsed || code.grant.isRevoked) return { kind: 'used' };
      if (clock.now() >= code.issuedAt + codeLife) return { kind: 'expired' };
      code.isUsed = true;
      revision += 1;
      return { kind: 'good', grant: code.grant };
    },
    issuePair(grant, parent) {
      const pair: Pair = {
        grant,
        jti: randomBytes(40).toString('hex'),
        refreshToken: opaque(450),
        issuedAt: clock.now(),
        parent,
        isSpent: false,
      };
      remember(pair);
      revision += 1;
      if (parent !== null && reuse === 'strict') parent.isSpent = true;
      return pair;
    },
    readRefresh(refreshToken, accountId) {
      const pair = byRefresh.get(refreshToken);
      if (pair === undefined) return { kind: 'unknown' };
      if (pair.grant.accountId !== accountId) return { kind: 'other_account' };
      if (pair.isSpent || pair.grant.isRevoked) return { kind: 'revoked' };
      if (clock.now() >= pair.issuedAt + refreshLife) return { kind: 'expired' };
      return { kind: 'good', pair };
    },
    pairByJti: (jti) => byJti.get(jti),
    markUsed(pair) {
      for (let spent = pair.parent; spent !== null; spent = spent.parent) {
        if (!spent.isSpent) revision += 1;
        spent.isSpent = true;
      }
    },
    revoke(accountId, userId) {
      let ended = 0;
      for (const grant of grants) {
        if (grant.isRevoked || grant.accountId !== accountId) continue;
        if (userId !== undefined && grant.userId !== userId) continue;
        grant.isRevoked = true;
        ended += 1;
      }
      revision += ended;
      return ended;
    },
    given: (accountId) =>
      [...grants].filter((grant) => grant.accountId === accountId && !grant.isRevoked),
    reset() {
      codes.clear();
      byRefresh.clear();
      byJti.clear();
      grants.clear();
      revision += 1;
    },
    revision: () => revision,
    snapshot() {
      const grantAt = places(grants);
      const pairAt = places(byRefresh.values());
      return {
        grants: [...grants].map((grant) => ({ ...grant })),
        codes: [...codes].map(([code, { grant, issuedAt, isUsed }]) => ({
          code,
          grant: grantAt(grant),
          issuedAt,
          isUsed,
        })),
        pairs: [...byRefresh.values()].map((pair) => ({
          ...pair,
          grant: grantAt(pair.grant),
          parent: pair.parent && pairAt(pair.parent),
        })),
      };
    },
  };

  function remember(pair: Pair): void {
    byRefresh.set(pair.refreshToken, pair);
    byJti.set(pair.jti, pair);
  }

  function restore(state: GrantsState): void {
    const grantRows = state.grants.map((grant) => ({ ...grant }));
    for (const grant of grantRows) grants.add(grant);
    for (const { code, grant, ...rest } of state.codes) {
      codes.set(code, { ...rest, grant: rowAt(grantRows, grant) });
    }
    const pairRows: Pair[] = [];
    for (const { grant, parent, ...rest } of state.pairs) {
      const pair: Pair = {
        ...rest,
        grant: rowAt(grantRows, grant),
        parent: parent === null ? null : rowAt(pairRows, parent),
      };
      pairRows.push(pair);
      remember(pair);
    }
  }
}

/** Tells the place of each row in its list. */
function places<Row>(rows: Iterable<Row>): (row: Row) => number {
  const found = new Map([...rows].map((row, at) => [row, at]));
  return (row) => {
    const at = found.get(row);
    if (at === undefined) throw new Error('a row outside its list');
    return at;
  };
}

function rowAt<Row>(rows: readonly Row[], at: number): Row {
  const row = rows[at];
  if (row === undefined) throw new Error(`no row at ${at}`);
  return row;
}

/**
 * Does a grant still stand? A broker's falls with his seat, an administrator's does not, and every
 * grant falls when the integration is switched off in the account.
 */
export function holds(account: Account, grant: Grant): boolean {
  if (grant.isRevoked || grant.accountId !== account.id || !account.isIntegrationOn) return false;
  const user = account.users.find((one) => one.id === grant.userId);
  return user !== undefined && (user.isActive || grant.isAdmin);
}

/** amoCRM's codes and refresh tokens are hex ciphertexts that begin with `def502`. */
function opaque(bytes: number): string {
  return `def502${randomBytes(bytes).toString('hex')}`;
}
