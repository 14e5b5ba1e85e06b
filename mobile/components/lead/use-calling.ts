import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToast } from '@/components/ui/toast-context';
import { noticesReturn, onceReturned } from './after-leaving';
import { openAddress } from './open-address';
import { addressOf, type Reach, type Way } from './reach';

export type Calling = {
  reach: (way: Way, reach: Reach) => void;
  /** The number called last, for the log of that call; null: none was called from here. */
  called: string | null;
  /** A call was begun and nobody noticed how it ended: the way to log it is offered. */
  offersLog: boolean;
  /** The call is logged, or will not be. */
  done: () => void;
};

/**
 * Reaches somebody by another app. Where this app notices that it is back from a call, `onReturn`
 * runs by itself; elsewhere `offersLog` says that it should be offered.
 */
export function useCalling(onReturn: () => void): Calling {
  const { t } = useTranslation('lead');
  const toasts = useToast();
  const [called, setCalled] = useState<string | null>(null);
  const stopWaiting = useRef<() => void>(() => undefined);
  useEffect(() => () => stopWaiting.current(), []);

  const reach = async (way: Way, to: Reach) => {
    stopWaiting.current();
    if (way === 'call') stopWaiting.current = onceReturned(onReturn);
    const opened = await openAddress(addressOf(way, to));
    if (way === 'call' && opened) setCalled(to.shown);
    if (opened) return;
    stopWaiting.current();
    toasts.show({ tone: 'danger', text: t('reach.noApp', { address: to.shown }) });
  };
  return {
    reach: (way, to) => void reach(way, to),
    called,
    offersLog: called !== null && !noticesReturn,
    done: () => setCalled(null),
  };
}
