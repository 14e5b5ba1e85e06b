import type { LeadDetails, Task } from '@foryou-crm/contract/lead';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { failureOf, type ApiFailure } from '@/api/failure';
import { completeTask } from '@/api/lead';
import { queryKeys } from '@/api/query-keys';
import { completeKey } from './complete';
import { refreshLists } from './use-lead';

/**
 * Completes a task. While it is under way `useLead` shows the lead without it.
 * @param onRefused the task is open again, and that has to be said
 */
export function useCompleteTask(
  leadId: number,
  onRefused: (failure: ApiFailure) => void,
): (task: Task, result: string) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: completeKey(leadId),
    mutationFn: ({ taskId, result }: { taskId: number; result: string }) =>
      completeTask(taskId, { result }),
    onSuccess: (_task, { taskId }) => {
      queries.setQueryData<LeadDetails>(
        queryKeys.lead(leadId),
        (known) => known && { ...known, tasks: known.tasks.filter(({ id }) => id !== taskId) },
      );
      void queries.invalidateQueries({ queryKey: queryKeys.lead(leadId) });
      void queries.invalidateQueries({ queryKey: queryKeys.timeline(leadId) });
      refreshLists(queries);
    },
    onError: (error) => {
      void queries.invalidateQueries({ queryKey: queryKeys.lead(leadId) });
      onRefused(failureOf(error));
    },
  });
  return (task, result) => mutate({ taskId: task.id, result });
}
