import { untilChanged } from '../store/until-changed.ts';
import type { ApiCall } from './envelope.ts';
import type { Walk } from './select.ts';

/** Lists an account that are remembered at a time: a few readers, each on a way of its own. */
const kept = 8;

/**
 * Remembers the lists that somebody is paging through, until a row of the account changes, so that a
 * filter or an order over 100,000 rows is paid for once and not for every page. Only for who sees
 * all: nobody's rights are in a list then.
 */
export function rememberedLists<Row>(): (call: ApiCall, walk: () => Walk<Row>) => readonly Row[] {
  const walksOf = untilChanged(() => new Map<string, Walk<Row>>());
  return (call, walk) => {
    const { account, viewer, query } = call;
    const enough = query.page * query.limit + 1;
    if (!viewer.seesAll) return walk()(enough);
    const walks = walksOf(account);
    const name = JSON.stringify([account.isApiFilterEnabled, query.others]);
    const found = walks.get(name) ?? walk();
    // The latest stands last; the one that was not asked for longest goes first.
    walks.delete(name);
    walks.set(name, found);
    const [oldest] = walks.keys();
    if (walks.size > kept && oldest !== undefined) walks.delete(oldest);
    return found(enough);
  };
}
