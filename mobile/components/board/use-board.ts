import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import { troubleReasonSchema } from '@foryou-crm/contract/problem';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { getPipelines } from '@/api/amo-crm';
import { failureOf, type ApiFailure } from '@/api/failure';
import { getLeads } from '@/api/leads';
import { queryKeys } from '@/api/query-keys';
import { arrangeBoard, uniqueLeads, type Column } from './arrange';

/** 20 pages of 100: more than a broker works with, and an end to what one screen may ask for. */
const MAX_PAGES = 20;
const STALE_AFTER = 30_000;
/** Longer than a connect attempt lives: what can still be read outlasts a visit to amoCRM's page. */
const KEPT_FOR = 30 * 60_000;

export const usePipelines = () =>
  useQuery({
    queryKey: queryKeys.pipelines,
    queryFn: ({ signal }) => getPipelines(signal),
    staleTime: STALE_AFTER,
    gcTime: KEPT_FOR,
  });

/**
 * Whether what is shown is all there is. `loading`: more pages are on their way. `failed`: they did
 * not come. `capped`: there are more than this screen asks for.
 */
export type Completeness = 'complete' | 'loading' | 'failed' | 'capped';

export type BoardData = {
  columns: Column[];
  loaded: number;
  completeness: Completeness;
  /** Nothing is here yet. */
  first: boolean;
  refreshing: boolean;
  updatedAt: number | null;
  failure: ApiFailure | null;
  loadRest: () => void;
  refresh: () => Promise<unknown>;
};

/** The leads of a pipeline, page after page until it is whole. */
export function useBoard(pipeline: Pipeline): BoardData {
  const leads = useInfiniteQuery({
    queryKey: queryKeys.leadsOf(pipeline.id),
    queryFn: ({ pageParam, signal }) =>
      getLeads({ pipelineId: pipeline.id, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length < MAX_PAGES ? last.nextCursor : null),
    staleTime: STALE_AFTER,
    gcTime: KEPT_FOR,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage, refetch, data } = leads;

  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const failure = isError ? failureOf(leads.error) : null;
  useAskStatusOn(failure);

  const all = useMemo(() => uniqueLeads(data?.pages ?? []), [data]);
  const columns = useMemo(() => arrangeBoard(pipeline, all), [pipeline, all]);
  const more = data?.pages.at(-1)?.nextCursor ?? null;
  const capped = more !== null && !hasNextPage;
  return {
    columns,
    loaded: all.length,
    completeness: completenessOf({ first: data === undefined, hasNextPage, capped, isError }),
    first: data === undefined,
    refreshing: isFetching,
    updatedAt: data === undefined ? null : leads.dataUpdatedAt,
    failure,
    loadRest: () => void (data === undefined ? refetch() : fetchNextPage()),
    refresh: refetch,
  };
}

function completenessOf(now: {
  first: boolean;
  hasNextPage: boolean;
  capped: boolean;
  isError: boolean;
}): Completeness {
  if (now.hasNextPage) return now.isError ? 'failed' : 'loading';
  if (now.first) return 'loading';
  return now.capped ? 'capped' : 'complete';
}

/**
 * What any call says of the whole connection, not connected or in trouble, means that the status
 * this device holds is out of date.
 */
export function useAskStatusOn(failure: ApiFailure | null): void {
  const queries = useQueryClient();
  const said = aboutConnection(failure);
  useEffect(() => {
    if (said !== null) void queries.invalidateQueries({ queryKey: queryKeys.status });
  }, [said, queries]);
}

function aboutConnection(failure: ApiFailure | null): string | null {
  if (failure?.kind === 'retry_later') {
    return troubleReasonSchema.safeParse(failure.reason).data ?? null;
  }
  const lost = failure?.kind === 'not_connected' || failure?.kind === 'reconnect_required';
  return lost ? failure.kind : null;
}

/** Leads that came after a status told of trouble mean that it may be over. */
export function useAskStatusAfter(updatedAt: number | null, inTrouble: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    const toldAt = queries.getQueryState(queryKeys.status)?.dataUpdatedAt ?? 0;
    if (!inTrouble || updatedAt === null || updatedAt <= toldAt) return;
    void queries.invalidateQueries({ queryKey: queryKeys.status });
  }, [updatedAt, inTrouble, queries]);
}
