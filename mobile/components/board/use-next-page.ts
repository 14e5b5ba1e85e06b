import { useMutation, useQueryClient } from '@tanstack/react-query';
import { withPage, type CachedBoard } from '@/api/board-cache';
import { PAGE } from '@/api/boards';
import { failureOf } from '@/api/failure';
import { getLeads } from '@/api/leads';
import { queryKeys } from '@/api/query-keys';
import type { Column } from './arrange';

/** What stands below the leads of a column: nothing, more on its way, or the need to ask again. */
export type NextPage = {
  state: 'idle' | 'loading' | 'failed';
  /** The end is near. Asks once for one page. */
  near: () => void;
  retry: () => void;
};

/** Reads a column's next page when its end is near. */
export function useNextPage({ stage, nextCursor }: Column): NextPage {
  const queries = useQueryClient();
  const { pipelineId, id: stageId } = stage;
  const page = useMutation({
    mutationFn: (cursor: string) => getLeads({ pipelineId, stageId, cursor, limit: PAGE }),
    onSuccess: ({ data, nextCursor: next }, cursor) => {
      queries.setQueryData<CachedBoard>(
        queryKeys.board(pipelineId),
        (board) => board && withPage(board, stageId, { cursor, data, nextCursor: next }),
        { updatedAt: queries.getQueryState(queryKeys.board(pipelineId))?.dataUpdatedAt ?? 0 },
      );
    },
    onError: (error) => {
      // A cursor goes bad with the rights it was given under: then the whole board is out of date.
      if (failureOf(error).kind !== 'invalid_input') return;
      void queries.resetQueries({ queryKey: queryKeys.board(pipelineId) });
    },
  });
  const ask = () => {
    if (nextCursor !== null && !page.isPending) page.mutate(nextCursor);
  };
  return {
    state: page.isPending ? 'loading' : page.isError && nextCursor !== null ? 'failed' : 'idle',
    near: () => {
      if (!page.isError) ask();
    },
    retry: ask,
  };
}
