import type { Lead } from '@foryou-crm/contract/leads';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { failureOf, type ApiFailure } from '@/api/failure';
import { getLeads, type LeadsFilter } from '@/api/leads';
import { queryKeys } from '@/api/query-keys';

const PAGE = 50;
/** 2,000 leads: who scrolls that far needs another question. */
const MAX_PAGES = 40;
const STALE_AFTER = 15_000;

/** How many there are. `soFar`: the account is still being read. `over`: more than anybody counts. */
export type Total = { kind: 'exact' | 'soFar' | 'over'; count: number };

export type Search = {
  leads: Lead[];
  /** Null: nothing has come yet. */
  total: Total | null;
  /** What is shown answers an earlier question. */
  isEarlier: boolean;
  isFetching: boolean;
  failure: ApiFailure | null;
  hasMore: boolean;
  isFetchingMore: boolean;
  fetchMore: () => void;
  refetch: () => void;
};

/**
 * The leads that meet the filter, page by page. While a new question is asked the answer to the last one
 * stays; the older request is aborted.
 */
export function useSearch(filter: LeadsFilter | null, importing: boolean): Search {
  const result = useInfiniteQuery({
    queryKey: queryKeys.search(filter ?? {}),
    queryFn: ({ pageParam, signal }) =>
      getLeads(
        { ...filter, limit: PAGE, cursor: pageParam === '' ? undefined : pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length < MAX_PAGES ? last.nextCursor : null),
    enabled: filter !== null,
    placeholderData: keepPreviousData,
    staleTime: STALE_AFTER,
  });
  const { data, hasNextPage, isFetching, isFetchingNextPage, isError } = result;
  const leads = useMemo(() => uniqueLeads(data?.pages ?? []), [data]);
  const total = data === undefined ? null : totalOf(data.pages, leads.length, importing);
  return {
    leads,
    total,
    isEarlier: result.isPlaceholderData,
    isFetching,
    failure: isError ? failureOf(result.error) : null,
    hasMore: hasNextPage,
    isFetchingMore: isFetchingNextPage,
    fetchMore: () => {
      if (hasNextPage && !isFetching) void result.fetchNextPage();
    },
    refetch: () => void result.refetch(),
  };
}

function totalOf(
  pages: readonly { total: number | null; nextCursor: string | null }[],
  loaded: number,
  importing: boolean,
): Total {
  const total = pages[0]?.total ?? null;
  if (total !== null) return { kind: 'exact', count: Math.max(total, loaded) };
  if (importing) return { kind: 'soFar', count: loaded };
  if (pages.at(-1)?.nextCursor === null) return { kind: 'exact', count: loaded };
  return { kind: 'over', count: loaded };
}

/** Pages overlap when a lead is added while they load: each lead once, as the newest page has it. */
function uniqueLeads(pages: readonly { data: readonly Lead[] }[]): Lead[] {
  const seen = new Map<number, Lead>();
  for (const lead of pages.flatMap((page) => page.data)) {
    if (!seen.has(lead.id)) seen.set(lead.id, lead);
  }
  return [...seen.values()];
}
