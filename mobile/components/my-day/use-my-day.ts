import type { TaskCompletion } from '@foryou-crm/contract/writing';
import type { DayTask, MyDay } from '@foryou-crm/contract/my-day';
import { useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { failureOf } from '@/api/failure';
import { completeTask } from '@/api/lead';
import { getMyDay } from '@/api/my-day';
import { queryKeys } from '@/api/query-keys';
import { useAskStatusOn } from '@/components/board/use-board';

const STALE_AFTER = 30_000;
const KEPT_FOR = 30 * 60_000;
const completing = ['my-day', 'complete-task'];

type Completion = { task: DayTask; body: TaskCompletion };

/** The caller's day. What is being completed is shown as done already. */
export function useMyDay(enabled: boolean) {
  const query = useQuery({
    queryKey: queryKeys.myDay,
    queryFn: ({ signal }) => getMyDay(signal),
    staleTime: STALE_AFTER,
    gcTime: KEPT_FOR,
    enabled,
  });
  const pending = useMutationState({
    filters: { mutationKey: completing, status: 'pending' },
    select: ({ state }) => state.variables as Completion | undefined,
  });
  const failure = query.isError ? failureOf(query.error) : null;
  useAskStatusOn(failure);
  const { data } = query;
  const day = useMemo(
    () => data && without(data, new Set(pending.map((one) => one?.task.id))),
    [data, pending],
  );
  return { ...query, day, failure };
}

function without(day: MyDay, done: ReadonlySet<number | undefined>): MyDay {
  const overdue = day.overdue.filter(({ id }) => !done.has(id));
  const today = day.today.filter(({ id }) => !done.has(id));
  const gone = day.overdue.length - overdue.length + day.today.length - today.length;
  return {
    ...day,
    overdue,
    today,
    counts: {
      ...day.counts,
      overdue: day.counts.overdue - (day.overdue.length - overdue.length),
      today: day.counts.today - (day.today.length - today.length),
      completedToday: day.counts.completedToday + gone,
    },
  };
}

/** Completes one of the day's tasks; the day and its lead are asked anew. */
export function useCompleteDayTask() {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: completing,
    mutationFn: ({ task, body }: Completion) => completeTask(task.id, body),
    // Awaited, so that the task does not come back for a moment between the two answers.
    onSettled: async (_data, _error, { task }) => {
      if (task.lead !== null) {
        void queries.invalidateQueries({ queryKey: queryKeys.lead(task.lead.id) });
        void queries.invalidateQueries({ queryKey: queryKeys.timeline(task.lead.id) });
      }
      void queries.invalidateQueries({ queryKey: queryKeys.boards });
      await queries.invalidateQueries({ queryKey: queryKeys.myDay });
    },
  });
}
