import { boardSchema, type Sync } from '@foryou-crm/contract/board';
import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import { dataOf } from '@foryou-crm/contract/envelope';
import { liveEventSchema, type LiveEvent } from '@foryou-crm/contract/events';
import { leadDetailsSchema, type LeadDetails } from '@foryou-crm/contract/lead';
import { leadsPageSchema, type Lead } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import { leadChangeSchema, writtenLeadSchema } from '@foryou-crm/contract/writing';
import { problem, say, type Answer } from './answers';
import { fakeStream } from './fake-stream';
import { leads as seeded, pipelines } from './seed';

/** However many are asked for, so that pages are read to the end. */
const PAGE = 2;

/** The account behind the fake backend: its leads, moved and read, and who follows what changes. */
export function fakeCrm() {
  const leads = new Map(seeded.map((lead) => [lead.id, lead]));
  const followers = new Set<ReturnType<typeof fakeStream>>();
  let count = 0;
  let clock = Date.parse('2026-11-02T10:00:00Z');

  const sync: Sync = { state: 'ready', importedRows: 40, lastSyncAt: null };
  const crm = {
    leads,
    sync,
    /** What was sent as `Last-Event-ID`, stream by stream. */
    resumedFrom: [] as (string | null)[],
    /** A colleague changes a lead in amoCRM; nobody is told yet. */
    set: (lead: Lead) => void leads.set(lead.id, lead),
    /** Tells everybody who follows. */
    tell: (event: LiveEvent) => {
      count += 1;
      const data = JSON.stringify(liveEventSchema.parse(event));
      const text = `event: ${event.type}\nid: e${String(count)}\ndata: ${data}\n\n`;
      followers.forEach((follower) => follower.send(text));
    },
    /** The backend ends every stream, as it does with their tokens. */
    endStreams: () => {
      followers.forEach((follower) => follower.end());
      followers.clear();
    },
    followers: () => followers.size,
    /** `GET /api/events` */
    stream(lastEventId: string | null, signal: AbortSignal | null | undefined): Response {
      crm.resumedFrom.push(lastEventId);
      const follower = fakeStream(signal);
      followers.add(follower);
      signal?.addEventListener('abort', () => followers.delete(follower));
      crm.tell({ type: 'ready' });
      return follower.response;
    },
    /** Null: not a question about leads. */
    answer(method: string, url: URL, body: unknown): Answer | null {
      if (url.pathname === paths.board) return board(url);
      if (url.pathname === paths.leads) return page(url);
      const id = /^\/api\/leads\/(\d+)$/.exec(url.pathname)?.[1];
      if (id === undefined) return null;
      const lead = leads.get(Number(id));
      if (lead === undefined) return problem('not_found');
      if (method === 'GET') return say(dataOf(leadDetailsSchema), { data: detailsOf(lead) });
      const { updatedAt, pipelineId, stageId } = leadChangeSchema.parse(body);
      if (updatedAt !== lead.updatedAt) {
        return problem('conflict', { reason: 'lead_changed', lead });
      }
      clock += 1000;
      const changed = {
        ...lead,
        ...(pipelineId !== undefined && { pipelineId }),
        ...(stageId !== undefined && { stageId }),
        updatedAt: new Date(clock).toISOString(),
      };
      leads.set(lead.id, changed);
      return say(dataOf(writtenLeadSchema), { data: { id: lead.id, lead: detailsOf(changed) } });
    },
  };

  const of = (pipelineId: number, stageId: number) =>
    [...leads.values()]
      .filter((lead) => lead.pipelineId === pipelineId && lead.stageId === stageId)
      .sort((a, b) =>
        a.createdAt === b.createdAt ? b.id - a.id : a.createdAt < b.createdAt ? 1 : -1,
      );

  function board(url: URL): Answer {
    const asked = url.searchParams.get('pipelineId');
    const found = pipelines.find(({ id }) => String(id) === asked);
    if (found === undefined) return problem('not_found');
    const { stages, ...pipeline }: Pipeline = found;
    const data = {
      pipeline,
      sync: crm.sync,
      stages: stages.map((stage) => {
        const here = of(pipeline.id, stage.id);
        return {
          ...stage,
          count: here.length,
          sum: here.reduce((sum, { price }) => sum + price, 0),
          leads: here.slice(0, PAGE),
          nextCursor: here.length > PAGE ? String(PAGE) : null,
        };
      }),
    };
    return say(dataOf(boardSchema), { data });
  }

  function page(url: URL): Answer {
    const number = (name: string) => Number(url.searchParams.get(name) ?? 0);
    const here = of(number('pipelineId'), number('stageId'));
    const from = number('cursor');
    const next = from + PAGE;
    return say(leadsPageSchema, {
      data: here.slice(from, next),
      nextCursor: next < here.length ? String(next) : null,
      total: here.length,
    });
  }

  return crm;
}

const detailsOf = (lead: Lead): LeadDetails => ({
  ...lead,
  contacts: [],
  hiddenContacts: 0,
  company: null,
  customFields: [],
  tasks: [],
  lossReasonId: null,
});
