import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { useFormat } from '@/i18n/use-format';
import { badgeState, type BadgeState, type Freshness } from './badge-state';
import { useNow } from './use-now';
import { useWords } from './use-words';

export type BadgeWords = {
  state: BadgeState;
  /** The account's address, or the state where that needs saying. */
  first: string;
  /** How fresh the data is, since when it is broken. */
  second: string | null;
  /** Which of the two gives way where both have no room. */
  shrinks: 'first' | 'second';
};

/** The second line of the badge: the state always in words, never by its dot alone. */
export function useBadgeWords(status: ConnectionStatus, freshness: Freshness): BadgeWords {
  const words = useWords();
  const format = useFormat();
  const now = useNow(10_000);
  const state = badgeState(status, freshness);
  const { updatedAt } = freshness;
  const dataAt =
    updatedAt === null
      ? words('badge.never')
      : words('badge.dataAt', { time: format.time(new Date(updatedAt), null) });
  switch (state) {
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
      return { state, first: words('badge.serverDown'), second: dataAt, shrinks: 'second' };
    case 'broken': {
      const since = status.reconnectRequiredAt;
      const day =
        since === null ? null : format.day(new Date(since), new Date(now), status.timeZone);
      return { state, first: words('badge.broken'), second: day, shrinks: 'second' };
    }
  }
}
