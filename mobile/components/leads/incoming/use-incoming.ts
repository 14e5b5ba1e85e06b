import type { Acceptance, Incoming, IncomingPage } from '@foryou-crm/contract/incoming';
import type { WrittenLead } from '@foryou-crm/contract/writing';
import {
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { failureOf, type ApiFailure } from '@/api/failure';
import { acceptIncoming, declineIncoming, getIncoming } from '@/api/incoming';
import { queryKeys } from '@/api/query-keys';

const STALE_AFTER = 15_000;
/** 2,000 unanswered requests: nobody reads further. */
const MAX_PAGES = 40;

type Pages = InfiniteData<IncomingPage, string>;

/** What waits to be accepted, newest first. */
export function useIncoming() {
  const result = useInfiniteQuery({
    queryKey: queryKeys.incoming,
    queryFn: ({ pageParam, signal }) =>
      getIncoming({ cursor: pageParam === '' ? undefined : pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length < MAX_PAGES ? last.nextCursor : null),
    staleTime: STALE_AFTER,
  });
  const { data, hasNextPage, isFetching, isError } = result;
  const items = useMemo(() => {
    const seen = new Map<string, Incoming>();
    for (const item of data?.pages.flatMap((page) => page.data) ?? []) seen.set(item.uid, item);
    return [...seen.values()];
  }, [data]);
  return {
    items,
    first: data === undefined,
    failure: isError ? failureOf(result.error) : null,
    isFetching,
    isFetchingMore: result.isFetchingNextPage,
    hasMore: hasNextPage,
    fetchMore: () => {
      if (hasNextPage && !isFetching) void result.fetchNextPage();
    },
    refetch: () => void result.refetch(),
  };
}

/** How many wait, as far as they have been read; null: not known yet. */
export function useIncomingCount(): { count: number; more: boolean } | null {
  const { items, first, hasMore } = useIncoming();
  return first ? null : { count: items.length, more: hasMore };
}

export type Sorting = { kind: 'accept'; body: Acceptance } | { kind: 'decline' };

/**
 * Accepts or declines. The row is gone at once; where amoCRM refuses it comes back, and where a colleague
 * was quicker it does not.
 */
export function useSortIncoming(on: {
  onDone: (item: Incoming, sorting: Sorting, written: WrittenLead | null) => void;
  onFailed: (item: Incoming, sorting: Sorting, failure: ApiFailure) => void;
}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ item, sorting }: { item: Incoming; sorting: Sorting }) => {
      if (sorting.kind === 'accept') return acceptIncoming(item.uid, sorting.body);
      await declineIncoming(item.uid);
      return null;
    },
    onMutate: async ({ item }) => {
      await queries.cancelQueries({ queryKey: queryKeys.incoming });
      takeOut(queries, item.uid);
    },
    onSuccess: (written, { item, sorting }) => {
      on.onDone(item, sorting, written);
      void queries.invalidateQueries({ queryKey: queryKeys.crm });
    },
    onError: (error, { item, sorting }) => {
      const failure = failureOf(error);
      if (!isGone(failure)) putBack(queries, item);
      on.onFailed(item, sorting, failure);
      // What nobody answered may have been done all the same: the list knows.
      void queries.invalidateQueries({ queryKey: queryKeys.incoming });
    },
  });
}

/** Somebody was quicker, or it is not there any more. */
export const isGone = (failure: ApiFailure): boolean =>
  failure.kind === 'not_found' ||
  (failure.kind === 'conflict' && failure.reason === 'already_done');

const change = (queries: QueryClient, update: (rows: Incoming[], index: number) => Incoming[]) =>
  queries.setQueryData<Pages>(queryKeys.incoming, (pages) =>
    pages === undefined
      ? pages
      : {
          ...pages,
          pages: pages.pages.map((page, index) => ({ ...page, data: update(page.data, index) })),
        },
  );

const takeOut = (queries: QueryClient, uid: string) =>
  change(queries, (rows) => rows.filter((row) => row.uid !== uid));

/** Among the first page's, by its time: where it stood, or near it until the list is read again. */
const putBack = (queries: QueryClient, item: Incoming) =>
  change(queries, (rows, index) =>
    index > 0
      ? rows
      : [...rows, item].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt)),
  );
