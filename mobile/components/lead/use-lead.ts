import type { LeadDetails, Task, TimelineItem, TimelinePage } from '@foryou-crm/contract/lead';
import {
  useInfiniteQuery,
  useMutationState,
  useQuery,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { failureOf } from '@/api/failure';
import { getLead, getTimeline } from '@/api/lead';
import { queryKeys } from '@/api/query-keys';
import { useAskStatusOn } from '@/components/board/use-board';
import { changeKey, isChangeShown, withChanges } from './change';
import { completeKey } from './complete';

const STALE_AFTER = 30_000;
const KEPT_FOR = 30 * 60_000;

/** A lead as it is known here, with what is being changed already shown as it should become. */
export function useLead(leadId: number) {
  const query = useQuery({
    queryKey: queryKeys.lead(leadId),
    queryFn: ({ signal }) => getLead(leadId, signal),
    staleTime: STALE_AFTER,
    gcTime: KEPT_FOR,
  });
  const changing = useMutationState({
    filters: { mutationKey: changeKey(leadId), status: 'pending' },
    select: ({ state }) => state.variables,
  });
  const completing = useMutationState({
    filters: { mutationKey: completeKey(leadId), status: 'pending' },
    select: ({ state }) => state.variables,
  });
  const failure = query.isError ? failureOf(query.error) : null;
  useAskStatusOn(failure);
  const { data } = query;
  const lead = useMemo(
    () => data && withChanges(data, changing.filter(isChangeShown), completing),
    [data, changing, completing],
  );
  return { ...query, lead, failure };
}

/** What was noted about a lead, newest first, page by page. */
export function useTimeline(leadId: number) {
  const query = useInfiniteQuery({
    queryKey: queryKeys.timeline(leadId),
    queryFn: ({ pageParam, signal }) =>
      getTimeline(leadId, pageParam === '' ? undefined : pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    staleTime: STALE_AFTER,
    gcTime: KEPT_FOR,
  });
  const { data } = query;
  const items = useMemo(() => uniqueItems(data), [data]);
  return { ...query, items, failure: query.isError ? failureOf(query.error) : null };
}

type TimelineData = InfiniteData<TimelinePage>;

/** Pages overlap when a note comes while they load: each once. */
function uniqueItems(data: TimelineData | undefined): TimelineItem[] {
  const seen = new Map<TimelineItem['id'], TimelineItem>();
  for (const item of data?.pages.flatMap((page) => page.data) ?? []) {
    if (!seen.has(item.id)) seen.set(item.id, item);
  }
  return [...seen.values()];
}

/** Puts a note that was just made to the top, unless the live stream was quicker. */
export function rememberNote(queries: QueryClient, leadId: number, note: TimelineItem): void {
  queries.setQueryData<TimelineData>(queryKeys.timeline(leadId), (known) => {
    const [first, ...rest] = known?.pages ?? [];
    if (known === undefined || first === undefined) return known;
    if (uniqueItems(known).some(({ id }) => id === note.id)) return known;
    return { ...known, pages: [{ ...first, data: [note, ...first.data] }, ...rest] };
  });
}

/** Puts a task that was just made among the others, the most urgent first. */
export function rememberTask(queries: QueryClient, leadId: number, task: Task): void {
  queries.setQueryData<LeadDetails>(queryKeys.lead(leadId), (known) => {
    if (known === undefined || known.tasks.some(({ id }) => id === task.id)) return known;
    const tasks = [...known.tasks, task].sort((a, b) => a.dueAt.localeCompare(b.dueAt));
    return { ...known, tasks };
  });
}

/** Everything else that shows this lead is asked for again. */
export function refreshLists(queries: QueryClient): void {
  for (const queryKey of [queryKeys.boards, queryKeys.searches, queryKeys.myDay]) {
    void queries.invalidateQueries({ queryKey });
  }
}
