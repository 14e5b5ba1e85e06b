import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import type { ApiFailure } from '@/api/failure';
import { useFormat } from '@/i18n/use-format';
import { badgeState, type BadgeState, type Freshness } from './badge-state';
import { useNow } from './use-now';
import { useWords, type AmoCrmWord } from './use-words';

export type BadgeWords = {
  state: BadgeState;
  /** The account's address, or the state where that needs saying. */
  first: string;
  /** How fresh the data is, since when it is broken or in trouble. */
  second: string | null;
  /** Which of the two gives way where both have no room. */
  shrinks: 'first' | 'second';
};

/** A refresh that did not work, in two or three words: our server, amoCRM, or something between. */
function shortly(failure: ApiFailure | null): AmoCrmWord {
  if (failure?.kind === 'retry_later') return `badge.why.${failure.reason}`;
  return failure?.kind === 'server_down' ? 'badge.serverDown' : 'badge.notRefreshed';
}

/** The second line of the badge: the state always in words, never by its dot alone. */
export function useBadgeWords(status: ConnectionStatus, freshness: Freshness): BadgeWords {
  const words = useWords();
  const format = useFormat();
  const now = useNow(10_000);
  const look = badgeState(status, freshness);
  const { state } = look;
  const { updatedAt, failure } = freshness;
  const dataAt =
    updatedAt === null
      ? words('badge.never')
      : words('badge.dataAt', { time: format.time(new Date(updatedAt), null) });
  switch (look.state) {
    case 'ok': {
      const age =
        updatedAt === null
          ? null
          : format.freshness(new Date(updatedAt), new Date(Math.max(now, updatedAt)));
      return { state, first: status.domain, second: age, shrinks: 'first' };
    }
    case 'syncing':
      return { state, first: status.domain, second: words('badge.syncing'), shrinks: 'first' };
    case 'offline':
      return { state, first: words('badge.offline'), second: dataAt, shrinks: 'second' };
    case 'server_down':
      return { state, first: words(shortly(failure)), second: dataAt, shrinks: 'second' };
    case 'trouble': {
      const { reason, since } = look.trouble;
      return {
        state,
        first: words(`badge.why.${reason}`),
        second: format.since(new Date(since), new Date(now), status.timeZone),
        shrinks: 'second',
      };
    }
    case 'broken': {
      const since = status.reconnectRequiredAt;
      const second =
        since === null ? null : format.since(new Date(since), new Date(now), status.timeZone);
      return { state, first: words('badge.broken'), second, shrinks: 'second' };
    }
  }
}
