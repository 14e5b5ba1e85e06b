/**
 * How much a caller may ask. amoCRM: 7 requests a second for an integration in an account and 50 for
 * an account over all integrations; Kommo: 7 for an address.
 * https://www.amocrm.ru/developers/content/api/recommendations,
 * https://developers.kommo.com/docs/http-codes, https://github.com/amocrm/amocrm-api-php/issues/318
 */
export interface LimitRules {
  readonly isOn: boolean;
  readonly perCaller: number;
  readonly perAccount: number;
  /** amoCRM has answered 429 with pages as well as with JSON. */
  readonly format: 'json' | 'html';
  /** Kommo's sample says 300; amoCRM's number is not known. */
  readonly retryAfter: number;
  /** So many refusals within a minute, and every call is 403. How many amoCRM bears is not known. */
  readonly blockAfter: number;
  /** How long the block lasts; null: until somebody lifts it, as amoCRM's support does. */
  readonly blockSeconds: number | null;
}

export const documentedRules: Omit<LimitRules, 'isOn'> = {
  perCaller: 7,
  perAccount: 50,
  format: 'json',
  retryAfter: 300,
  blockAfter: 50,
  blockSeconds: null,
};

/** Whom a request counts for. */
export interface Caller {
  /** An integration in an account (amoCRM), or an address (Kommo). */
  readonly caller: string;
  /** Null: accounts have no limit of their own (Kommo). */
  readonly account: string | null;
  /** Whom a block falls on: the account (amoCRM), or the address (Kommo). */
  readonly blocked: string;
}

export type Verdict = 'pass' | 'too_many' | 'blocked';

/** Counts requests by the machine's own monotonic time: the sandbox's clock has no part in it. */
export interface Limiter {
  /** Counts one request, unless it is refused. */
  count(who: Caller): Verdict;
  isBlocked(who: Caller): boolean;
  rules(): LimitRules;
  setRules(changes: Partial<LimitRules>): void;
  /** Lifts every block and forgets every request; the rules stay. */
  lift(): void;
  /** Back to the rules it began with, too. */
  reset(): void;
}

const second = 1000;
const minute = 60 * second;
/** Callers are few; many addresses at once are no reason to keep them all. */
const mostKeys = 10_000;

/** @param now - milliseconds of a clock that never jumps. */
export function createLimiter(
  first: LimitRules,
  now: () => number = () => performance.now(),
): Limiter {
  let rules = first;
  const passed = new Map<string, number[]>();
  const refused = new Map<string, number[]>();
  const blockedUntil = new Map<string, number>();

  function within(times: Map<string, number[]>, key: string, span: number): number[] {
    const at = now();
    return (times.get(key) ?? []).filter((time) => time > at - span);
  }

  function remember(times: Map<string, number[]>, key: string, recent: number[]): void {
    if (times.size > mostKeys) times.clear();
    times.set(key, [...recent, now()]);
  }

  function refuse(who: Caller): Verdict {
    const recent = within(refused, who.blocked, minute);
    remember(refused, who.blocked, recent);
    if (recent.length + 1 >= rules.blockAfter) {
      const { blockSeconds } = rules;
      const until = blockSeconds === null ? Infinity : now() + blockSeconds * second;
      blockedUntil.set(who.blocked, until);
      refused.delete(who.blocked);
    }
    return 'too_many';
  }

  function isBlocked({ blocked }: Caller): boolean {
    return rules.isOn && (blockedUntil.get(blocked) ?? -Infinity) > now();
  }

  return {
    count(who) {
      if (!rules.isOn) return 'pass';
      if (isBlocked(who)) return 'blocked';
      const byCaller = within(passed, `caller ${who.caller}`, second);
      if (byCaller.length >= rules.perCaller) return refuse(who);
      if (who.account !== null) {
        const byAccount = within(passed, `account ${who.account}`, second);
        if (byAccount.length >= rules.perAccount) return refuse(who);
        remember(passed, `account ${who.account}`, byAccount);
      }
      remember(passed, `caller ${who.caller}`, byCaller);
      return 'pass';
    },
    isBlocked,
    rules: () => rules,
    setRules: (changes) => {
      rules = { ...rules, ...changes };
    },
    lift() {
      passed.clear();
      refused.clear();
      blockedUntil.clear();
    },
    reset() {
      this.lift();
      rules = first;
    },
  };
}
