import type { LiveEvent } from '@foryou-crm/contract/events';
import { leadSchema, type Lead } from '@foryou-crm/contract/leads';
import type { QueryClient } from '@tanstack/react-query';
import { firstPages, type CachedBoard } from '@/api/board-cache';
import { boardsOf, hideLead, movesUnderWay, PAGE, shownLead, showLead } from '@/api/boards';
import { failureOf } from '@/api/failure';
import { getLead } from '@/api/lead';
import { queryKeys } from '@/api/query-keys';
import { noteChange } from './recent';

type About = Extract<LiveEvent, { type: 'changed' | 'gone' }>;

/** Milliseconds in which changes gather before they are read. */
const GATHER = 120;
/** Leads that are read one by one; when more have changed, the boards are asked anew. */
const MOST_ONE_BY_ONE = 10;
/** Milliseconds between two readings of whole boards. */
const BOARDS_APART = 2000;

/** Brings what the backend tells into the cache, reading no more than what has changed. */
export function createApply(queries: QueryClient) {
  const changed = new Set<number>();
  const outdatedKeys = new Map<string, readonly unknown[]>();
  let boardsAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let boardsTimer: ReturnType<typeof setTimeout> | undefined;

  /** What changes together is read together. */
  function gather(): void {
    timer ??= setTimeout(flush, GATHER);
  }
  function reread(leadId: number): void {
    changed.add(leadId);
    gather();
  }
  function outdated(queryKey: readonly unknown[]): void {
    outdatedKeys.set(JSON.stringify(queryKey), queryKey);
    gather();
  }
  function boardsOutdated(): void {
    boardsTimer ??= setTimeout(readBoards, Math.max(GATHER, boardsAt + BOARDS_APART - Date.now()));
  }

  function flush(): void {
    timer = undefined;
    const ids = [...changed];
    changed.clear();
    if (ids.length <= MOST_ONE_BY_ONE) {
      ids.forEach((id) => void readLead(id));
    } else {
      boardsOutdated();
      ids.forEach((id) => outdatedKeys.set(`lead ${String(id)}`, queryKeys.lead(id)));
    }
    for (const queryKey of outdatedKeys.values()) void queries.invalidateQueries({ queryKey });
    outdatedKeys.clear();
  }

  function readBoards(): void {
    boardsTimer = undefined;
    boardsAt = Date.now();
    void queries.invalidateQueries({ queryKey: queryKeys.boards });
  }

  async function readLead(leadId: number): Promise<void> {
    try {
      const details = await getLead(leadId);
      if (queries.getQueryData(queryKeys.lead(leadId)) !== undefined) {
        queries.setQueryData(queryKeys.lead(leadId), details);
      }
      // What this person is moving is settled by the move itself.
      if (movesUnderWay(queries).has(leadId)) return;
      const lead = leadSchema.parse(details);
      const before = shownLead(queries, leadId);
      if (before !== null && isSame(before, lead)) return;
      showLead(queries, lead);
      if (before === null || !isOwn(before, lead)) noteChange(leadId);
    } catch (error) {
      if (failureOf(error).kind === 'not_found') hideLead(queries, leadId);
      else boardsOutdated();
    }
  }

  function gone({ entity, entityId, leadId }: About): void {
    if (entity !== 'lead') return tellChange({ entity, leadId, entityId });
    const id = entityId ?? leadId;
    if (id === null) return;
    changed.delete(id);
    movesUnderWay(queries).delete(id);
    hideLead(queries, id);
    outdated(queryKeys.lead(id));
    outdated(queryKeys.searches);
    outdated(queryKeys.myDay);
  }

  function tellChange({ entity, entityId, leadId }: Omit<About, 'type'>): void {
    switch (entity) {
      case 'lead':
        if (entityId !== null) reread(entityId);
        outdated(queryKeys.searches);
        return;
      case 'contact':
      case 'company':
        for (const lead of leadsOfContact(entity === 'contact' ? entityId : null)) reread(lead.id);
        outdated(queryKeys.leads);
        return;
      case 'task':
      case 'note':
        outdated(queryKeys.myDay);
        if (leadId === null) return;
        outdated(queryKeys.lead(leadId));
        outdated(queryKeys.timeline(leadId));
        // A card shows the next task.
        if (entity === 'task' && shownLead(queries, leadId) !== null) reread(leadId);
        return;
      case 'event':
        if (leadId !== null) outdated(queryKeys.timeline(leadId));
        return;
      case 'settings':
        outdated(queryKeys.leads);
        return;
      case 'unsorted':
        outdated(queryKeys.incoming);
        boardsOutdated();
        return;
      case 'pipelines':
        outdated(queryKeys.pipelines);
        boardsOutdated();
        return;
      case 'users':
      case 'sync':
        boardsOutdated();
    }
  }

  function leadsOfContact(contactId: number | null): Lead[] {
    if (contactId === null) return [];
    return boardsOf(queries)
      .flatMap(({ stages }) => stages.flatMap(({ leads }) => leads))
      .filter(({ contact }) => contact?.id === contactId);
  }

  /** Everything may be otherwise: what was read is shown until it has been read again. */
  function reset(): void {
    changed.clear();
    queries.setQueriesData<CachedBoard>(
      { queryKey: queryKeys.boards },
      (board) => board && firstPages(board, PAGE),
    );
    void queries.invalidateQueries({ queryKey: queryKeys.crm });
  }

  return {
    apply(event: LiveEvent, { isResumed }: { isResumed: boolean }): void {
      switch (event.type) {
        case 'ready':
          // What was read before the stream was open may have changed in between.
          if (!isResumed) boardsOutdated();
          return;
        case 'changed':
          return tellChange(event);
        case 'gone':
          return gone(event);
        case 'reset':
          return reset();
      }
    },
    stop(): void {
      clearTimeout(timer);
      clearTimeout(boardsTimer);
    },
  };
}

const isSame = (a: Lead, b: Lead): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether only the date differs, as it does when a change made here comes back. */
const isOwn = (a: Lead, b: Lead): boolean => isSame({ ...a, updatedAt: b.updatedAt }, b);
