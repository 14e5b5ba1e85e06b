import { QueryClient } from '@tanstack/react-query';
import { failureOf } from './failure';

/**
 * The app's query cache. `networkMode: always`: a request without network is sent and fails, so
 * that the screen can say so; pausing would leave a skeleton for ever. Silence gets one more try.
 */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: (failures, error) => failures < 1 && isSilence(error),
        retryDelay: 1000,
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });

function isSilence(error: unknown): boolean {
  const { kind } = failureOf(error);
  return kind === 'no_network' || kind === 'server_down';
}
