import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import { troubleReasonSchema } from '@foryou-crm/contract/problem';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { getPipelines } from '@/api/amo-crm';
import { firstPages, type CachedBoard } from '@/api/board-cache';
import { PAGE, readBoard } from '@/api/boards';
import { failureOf, type ApiFailure } from '@/api/failure';
import { queryKeys } from '@/api/query-keys';
import { arrangeBoard, type Column } from './arrange';

const STALE_AFTER = 30_000;
/** Longer than a connect attempt lives: what can still be read outlasts a visit to amoCRM's page. */
const KEPT_FOR = 30 * 60_000;
/** How often a board that is being filled is asked for. */
const WHILE_READING = 3000;

export const usePipelines = () =>
  useQuery({
    queryKey: queryKeys.pipelines,
    queryFn: ({ signal }) => getPipelines(signal),
    staleTime: STALE_AFTER,
    gcTime: KEPT_FOR,
  });

/**
 * How far the account has been read from amoCRM. `waiting`: no lead of it is here yet. `reading`:
 * figures and lists are what is known so far. `whole`: they are all there is.
 */
export type Reading = 'waiting' | 'reading' | 'whole';

export type BoardData = {
  columns: Column[];
  reading: Reading;
  /** Rows of all kinds read from amoCRM so far. */
  rows: number;
  /** Nothing is here yet. */
  first: boolean;
  refreshing: boolean;
  updatedAt: number | null;
  failure: ApiFailure | null;
  refresh: () => Promise<unknown>;
};

/** A pipeline's stages with their figures and the leads read so far. */
export function useBoard(pipeline: Pipeline): BoardData {
  const queries = useQueryClient();
  const queryKey = queryKeys.board(pipeline.id);
  const board = useQuery({
    queryKey,
    queryFn: ({ signal }) => readBoard(queries, pipeline.id, signal),
    staleTime: STALE_AFTER,
    gcTime: KEPT_FOR,
    refetchInterval: ({ state }) => {
      if (state.data !== undefined) return state.data.sync.state === 'importing' && WHILE_READING;
      return isFirstReading(state.error) && WHILE_READING;
    },
  });
  const { data, isError, refetch } = board;
  const waiting = data === undefined && isFirstReading(board.error);
  const failure = isError && !waiting ? failureOf(board.error) : null;
  useAskStatusOn(failure);

  const columns = useMemo(() => (data === undefined ? [] : arrangeBoard(data)), [data]);
  const refresh = useCallback(() => {
    queries.setQueryData<CachedBoard>(queryKeys.board(pipeline.id), (old) =>
      old === undefined ? old : firstPages(old, PAGE),
    );
    return refetch();
  }, [queries, pipeline.id, refetch]);
  return {
    columns,
    reading: waiting ? 'waiting' : data?.sync.state === 'importing' ? 'reading' : 'whole',
    rows: data?.sync.importedRows ?? 0,
    first: data === undefined,
    refreshing: board.isFetching,
    updatedAt: data === undefined ? null : board.dataUpdatedAt,
    failure,
    refresh,
  };
}

/** The backend has not read the first lead of this account yet, and says so instead of "none". */
function isFirstReading(error: Error | null): boolean {
  if (error === null) return false;
  const failure = failureOf(error);
  return failure.kind === 'retry_later' && failure.reason === 'busy';
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
