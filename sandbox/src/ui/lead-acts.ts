import { z } from 'zod';
import { cardOf } from '../api/cards/kinds.ts';
import { mayEditCard } from '../api/rights.ts';
import type { Act, Hands } from './act.ts';
import { line, maybeNumber, number, personal } from './act.ts';
import { ask } from './ask.ts';
import { boardAddress } from './board-page.ts';
import { changedFields } from './field-inputs.ts';
import { leadFor, mayDelete } from './lead-rights.ts';
import type { Outcome } from './outcome.ts';
import { bad, good, madeId, outcome } from './outcome.ts';

const oneLead = '/api/v4/leads/:first';
const gone = bad('This lead is not there, or not for this person to see.', '/board');
const forbidden = ({ desk }: Hands, what: string) =>
  bad(`${desk.person.name} may not ${what}: the rights of this seat do not allow it.`);
const back = ({ id }: Hands) => `/leads/${id}`;
const at = (result: Outcome, to: string): Outcome => ({ ...result, to });

/** What a person does with a lead as such: make, move, change, delete, restore, merge. */
export const leadActs: readonly Act[] = [
  personal(
    'leads',
    z.object({
      name: line.min(1),
      price: maybeNumber,
      pipeline: number,
      status: number,
      responsible: maybeNumber,
    }),
    async ({ desk }, { name, price, pipeline, status, responsible }) => {
      const lead = {
        name,
        price,
        pipeline_id: pipeline,
        status_id: status,
        responsible_user_id: responsible ?? desk.person.id,
      };
      const answer = await ask(desk, { method: 'POST', path: '/api/v4/leads', body: [lead] });
      const id = madeId(answer);
      const to = id === null ? boardAddress(pipeline, '') : `/leads/${id}`;
      return at(outcome(desk, answer, `${name} was added.`), to);
    },
  ),
  personal(
    'leads/:id/move',
    z.object({ pipeline: number, status: number, text: z.string().default('') }),
    async ({ desk, id }, { pipeline, status, text }) => {
      const lead = leadFor(desk, Number(id));
      const stage = desk.account.pipelines
        .find((one) => one.id === pipeline)
        ?.statuses.find((one) => one.id === status);
      if (lead === undefined) return gone;
      const body = { status_id: status, pipeline_id: pipeline };
      const answer = await ask(desk, { method: 'PATCH', path: oneLead, first: id, body });
      const done = `${lead.name} is in “${stage?.name ?? status}” now.`;
      return at(outcome(desk, answer, done), boardAddress(pipeline, text));
    },
  ),
  personal(
    'leads/:id/save',
    z.looseObject({
      name: line.min(1),
      price: maybeNumber,
      stage: z.string().regex(/^\d+\/\d+$/),
      reason: maybeNumber,
      responsible: maybeNumber,
    }),
    async (hands, { name, price, stage, reason, responsible, ...others }) => {
      const { desk, id } = hands;
      const lead = leadFor(desk, Number(id));
      if (lead === undefined) return gone;
      const [pipeline, status] = stage.split('/').map(Number);
      const isMoved = lead.pipelineId !== pipeline || lead.statusId !== status;
      const sent = z.record(z.string(), z.union([z.string(), z.array(z.string())])).parse(others);
      const fields = changedFields(desk.account, lead.fields, sent);
      const body = {
        ...(name !== lead.name && { name }),
        ...(price !== undefined && price !== lead.price && { price }),
        ...(isMoved && { pipeline_id: pipeline, status_id: status }),
        // amoCRM forgets the reason of a lead that comes back by itself.
        ...(reason !== undefined && reason !== lead.lossReasonId && { loss_reason_id: reason }),
        ...(reason === undefined &&
          lead.lossReasonId !== null &&
          !isMoved && { loss_reason_id: null }),
        ...(responsible !== undefined &&
          responsible !== lead.responsibleUserId && { responsible_user_id: responsible }),
        ...(fields.length > 0 && { custom_fields_values: fields }),
      };
      if (Object.keys(body).length === 0) return good('Nothing was different.', back(hands));
      const answer = await ask(desk, { method: 'PATCH', path: oneLead, first: id, body });
      return at(outcome(desk, answer, 'The lead was saved.'), back(hands));
    },
  ),
  personal('leads/:id/delete', z.object({}), async (hands) => {
    const { desk, id, order } = hands;
    const lead = leadFor(desk, Number(id));
    if (lead === undefined) return gone;
    if (!mayDelete(desk, lead)) return at(forbidden(hands, 'delete this lead'), back(hands));
    await order('cards/delete', cards(hands, [lead.id]));
    return good(`${lead.name} is in the trash.`, '/trash');
  }),
  personal('leads/:id/restore', z.object({}), async (hands) => {
    const { desk, id, order } = hands;
    const lead = leadFor(desk, Number(id));
    if (lead === undefined) return gone;
    if (!mayDelete(desk, lead)) return at(forbidden(hands, 'restore this lead'), '/trash');
    await order('cards/restore', cards(hands, [lead.id]));
    return good(`${lead.name} is back.`, back(hands));
  }),
  personal('leads/:id/merge', z.object({ other: number }), async (hands, { other }) => {
    const { desk, id, order } = hands;
    const [keep, extra] = [leadFor(desk, Number(id)), leadFor(desk, other)];
    if (keep === undefined) return gone;
    if (
      extra === undefined ||
      cardOf(desk.account, 'leads', other) === undefined ||
      other === keep.id
    ) {
      return bad(`There is no other lead number ${other} to merge.`, back(hands));
    }
    if (!mayEditCard(desk.viewer, desk.account, 'leads', keep) || !mayDelete(desk, extra)) {
      return at(forbidden(hands, 'merge these leads'), back(hands));
    }
    const { subdomain } = desk.account;
    const body = {
      subdomain,
      kind: 'leads',
      keepId: keep.id,
      otherIds: [other],
      userId: desk.person.id,
    };
    const reply = await order('cards/merge', body);
    return reply.isGood
      ? good(`${extra.name} was merged into this lead.`, back(hands))
      : bad(reply.error, back(hands));
  }),
];

function cards({ desk }: Hands, ids: readonly number[]): object {
  return { subdomain: desk.account.subdomain, kind: 'leads', ids, userId: desk.person.id };
}
