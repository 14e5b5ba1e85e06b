import {
  LOST_STAGE_ID,
  WON_STAGE_ID,
  type Pipeline,
  type Stage,
} from '@foryou-crm/contract/amo-crm';
import type { Lead } from '@foryou-crm/contract/leads';

/** `incoming`, `won` and `lost` are folded until they are asked for. */
export type StageKind = 'incoming' | 'open' | 'won' | 'lost';

export type Column = {
  stage: Stage;
  kind: StageKind;
  leads: Lead[];
  /** Whole units of the account's currency. */
  sum: number;
};

export function stageKind({ id, type }: Stage): StageKind {
  if (id === WON_STAGE_ID) return 'won';
  if (id === LOST_STAGE_ID) return 'lost';
  return type === 1 ? 'incoming' : 'open';
}

const rank: Record<StageKind, number> = { incoming: 0, open: 1, won: 2, lost: 3 };

/** A pipeline's columns in amoCRM's order, each with its leads as they came, newest first. */
export function arrangeBoard(pipeline: Pipeline, leads: readonly Lead[]): Column[] {
  const byStage = groupByStage(leads);
  return pipeline.stages
    .map((stage): Column => {
      const here = byStage.get(stage.id) ?? [];
      const sum = here.reduce((total, lead) => total + lead.price, 0);
      return { stage, kind: stageKind(stage), leads: here, sum };
    })
    .filter(
      (column) => pipeline.isUnsortedOn || column.kind !== 'incoming' || column.leads.length > 0,
    )
    .sort((a, b) => rank[a.kind] - rank[b.kind] || a.stage.sort - b.stage.sort);
}

function groupByStage(leads: readonly Lead[]): Map<number, Lead[]> {
  const groups = new Map<number, Lead[]>();
  for (const lead of leads) {
    const group = groups.get(lead.stageId);
    if (group) group.push(lead);
    else groups.set(lead.stageId, [lead]);
  }
  return groups;
}

/** What the pipeline holds in its open stages: the figures beside its name. */
export function openTotals(columns: readonly Column[]): { count: number; sum: number } {
  const open = columns.filter((column) => column.kind === 'open');
  return {
    count: open.reduce((total, column) => total + column.leads.length, 0),
    sum: open.reduce((total, column) => total + column.sum, 0),
  };
}

/** Pages overlap when a lead is added while they load: each lead once, as the newest page has it. */
export function uniqueLeads(pages: readonly { data: readonly Lead[] }[]): Lead[] {
  const seen = new Map<number, Lead>();
  for (const lead of pages.flatMap((page) => page.data)) {
    if (!seen.has(lead.id)) seen.set(lead.id, lead);
  }
  return [...seen.values()];
}

/** The pipeline to show: the one chosen last, else the account's main one, else the first. */
export function choosePipeline(
  pipelines: readonly Pipeline[],
  remembered: number | null,
): Pipeline | null {
  return (
    pipelines.find(({ id }) => id === remembered) ??
    pipelines.find(({ isMain }) => isMain) ??
    pipelines[0] ??
    null
  );
}
