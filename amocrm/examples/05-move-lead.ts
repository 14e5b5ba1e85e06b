/** Moves the newest open lead to the next stage of its pipeline. */
import { lostStatusId, wonStatusId } from '@foryou-crm/amocrm';
import { connectedApi } from './setup.ts';

const api = await connectedApi();
const { items } = await api.leads.list({ limit: 250, order: { by: 'id', direction: 'desc' } });
const lead = items.find(({ statusId }) => statusId !== wonStatusId && statusId !== lostStatusId);
if (!lead) throw new Error('The account has no open leads.');
const stages = await api.pipelines.statuses(lead.pipelineId);
const next = stages[stages.findIndex(({ id }) => id === lead.statusId) + 1];
if (!next) throw new Error('amoCRM does not know its stage.');
// A stage is keyed by pipeline and status: 142 (won) and 143 (lost) are in every pipeline.
await api.leads.patch(lead.id, { pipelineId: lead.pipelineId, statusId: next.id });
console.log(`Lead ${lead.id} is in «${next.name}».`);
