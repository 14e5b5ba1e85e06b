import { z } from 'zod';
import type { Act, Hands } from './act.ts';
import { line, number, personal } from './act.ts';
import { ask } from './ask.ts';
import { boardAddress } from './board-page.ts';
import { fromLocalInput } from './format.ts';
import type { Outcome } from './outcome.ts';
import { bad, madeId, outcome } from './outcome.ts';

const leadPath = '/api/v4/leads/:first';
const endKind = z.enum(['contacts', 'companies']);
const onLead = (hands: Hands, result: Outcome): Outcome => ({
  ...result,
  to: `/leads/${hands.id}`,
});

/** What a person writes on a lead and hangs on it: notes, tasks, tags, people; and incoming leads. */
export const cardActs: readonly Act[] = [
  personal('leads/:id/note', z.object({ text: line.min(1) }), async (hands, { text }) => {
    const { desk, id } = hands;
    const body = [{ note_type: 'common', params: { text } }];
    const path = '/api/v4/leads/:first/notes';
    const answer = await ask(desk, { method: 'POST', path, first: id, body });
    return onLead(hands, outcome(desk, answer, 'The note was written.'));
  }),
  personal(
    'leads/:id/task',
    z.object({ text: line.min(1), till: z.string(), type: number, responsible: number }),
    async (hands, { text, till, type, responsible }) => {
      const { desk, id } = hands;
      const at = fromLocalInput(desk.account, till);
      if (at === null) return onLead(hands, bad('Say until when the task is to be done.'));
      const task = {
        text,
        complete_till: at,
        task_type_id: type,
        responsible_user_id: responsible,
        entity_type: 'leads',
        entity_id: Number(id),
      };
      const answer = await ask(desk, { method: 'POST', path: '/api/v4/tasks', body: [task] });
      return onLead(hands, outcome(desk, answer, 'The task was added.'));
    },
  ),
  personal(
    'tasks/:id/complete',
    z.object({ result: line.default('') }),
    async ({ desk, id }, { result }) => {
      const task = desk.account.tasks.get(Number(id));
      const body = { is_completed: true, ...(result !== '' && { result: { text: result } }) };
      const answer = await ask(desk, {
        method: 'PATCH',
        path: '/api/v4/tasks/:first',
        first: id,
        body,
      });
      const to = task?.entityType === 'leads' ? `/leads/${task.entityId}` : '/board';
      return { ...outcome(desk, answer, 'The task is done.'), to };
    },
  ),
  personal('leads/:id/tag', z.object({ name: line.min(1) }), async (hands, { name }) => {
    const body = { tags_to_add: [{ name }] };
    const answer = await ask(hands.desk, {
      method: 'PATCH',
      path: leadPath,
      first: hands.id,
      body,
    });
    return onLead(hands, outcome(hands.desk, answer, `The tag ${name} was added.`));
  }),
  personal('leads/:id/untag', z.object({ tag: number }), async (hands, { tag }) => {
    const body = { tags_to_delete: [{ id: tag }] };
    const answer = await ask(hands.desk, {
      method: 'PATCH',
      path: leadPath,
      first: hands.id,
      body,
    });
    return onLead(hands, outcome(hands.desk, answer, 'The tag was taken off.'));
  }),
  personal(
    'leads/:id/link',
    z.object({ kind: endKind, name: line.min(1), phone: line.default('') }),
    async (hands, { kind, name, phone }) =>
      onLead(hands, await addPerson(hands, kind, name, phone)),
  ),
  personal(
    'leads/:id/unlink',
    z.object({ kind: endKind, id: number }),
    async (hands, { kind, id }) => {
      const body = [{ to_entity_type: kind, to_entity_id: id }];
      const path = '/api/v4/leads/:first/unlink';
      const answer = await ask(hands.desk, { method: 'POST', path, first: hands.id, body });
      return onLead(hands, outcome(hands.desk, answer, 'It is not linked to this lead any more.'));
    },
  ),
  personal(
    'incoming/:id/accept',
    z.object({ pipeline: number }),
    async ({ desk, id }, { pipeline }) => {
      const path = '/api/v4/leads/unsorted/:first/accept';
      const answer = await ask(desk, { method: 'POST', path, first: id, body: {} });
      const to = boardAddress(pipeline, '');
      return { ...outcome(desk, answer, `Accepted: ${desk.person.name} is responsible now.`), to };
    },
  ),
  personal(
    'incoming/:id/decline',
    z.object({ pipeline: number }),
    async ({ desk, id }, { pipeline }) => {
      const path = '/api/v4/leads/unsorted/:first/decline';
      const answer = await ask(desk, { method: 'DELETE', path, first: id, body: {} });
      return {
        ...outcome(desk, answer, 'Declined: it is in the trash.'),
        to: boardAddress(pipeline, ''),
      };
    },
  ),
];

/** Makes the contact or the company, then links it: as the API does, in two steps. */
async function addPerson(
  { desk, id }: Hands,
  kind: z.output<typeof endKind>,
  name: string,
  phone: string,
): Promise<Outcome> {
  const values = [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] }];
  const card = { name, ...(phone !== '' && { custom_fields_values: values }) };
  const made = await ask(desk, { method: 'POST', path: `/api/v4/${kind}`, body: [card] });
  const cardId = madeId(made);
  if (cardId === null) return outcome(desk, made, '');
  const body = [{ to_entity_type: kind, to_entity_id: cardId }];
  const path = '/api/v4/leads/:first/link';
  return outcome(
    desk,
    await ask(desk, { method: 'POST', path, first: id, body }),
    `${name} was added.`,
  );
}
