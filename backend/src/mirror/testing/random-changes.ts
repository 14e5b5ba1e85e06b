import type { AmoApi } from '@foryou-crm/amocrm';
import type { AmoWorld } from '../../amo-crm/testing/amo-world.ts';
import { oasis } from '../../amo-crm/testing/amo-world.ts';
import { shownBy } from './mirror-world.ts';

/** The same numbers for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Changes an account as its people, its robots and its API do, in any order. */
export async function changeAtRandom(
  world: AmoWorld,
  api: AmoApi,
  { times, seed }: { times: number; seed: number },
): Promise<void> {
  const random = randomFrom(seed);
  const shown = await shownBy(api);
  const one = <T>(list: readonly T[]): T => {
    const item = list[Math.floor(random() * list.length)];
    if (item === undefined) throw new Error('Nothing to change.');
    return item;
  };
  const lead = () => one(shown.leads).id;
  const contact = () => one(shown.contacts).id;
  const { subdomain } = oasis;
  const trash = new Map<'leads' | 'contacts' | 'companies', number[]>();
  const isGone = (kind: 'leads' | 'contacts' | 'companies', id: number) =>
    trash.get(kind)?.includes(id) ?? false;
  const soon = () => Math.floor(world.clock().getTime() / 1000) + Math.floor(random() * 86_400);
  const stage = () => {
    const { pipelineId, stageId } = one(shown.leads.filter(({ stageId: id }) => id > 143));
    return { pipelineId, statusId: stageId };
  };

  const acts: (() => Promise<unknown>)[] = [
    () => api.leads.patch(lead(), { name: `Renamed ${String(random())}` }),
    () => api.leads.patch(lead(), { price: Math.floor(random() * 1e7) }),
    () => api.leads.patch(lead(), stage()),
    () => api.leads.patch(lead(), { responsibleUserId: one([10412001, 10412006, 10412009]) }),
    () =>
      api.leads.patch(lead(), { tagsToAdd: [{ name: `tag ${String(Math.floor(random() * 9))}` }] }),
    () => api.leads.add([{ name: 'New', ...stage(), contacts: [{ id: contact() }] }]),
    () => api.contacts.patch(contact(), { name: `Person ${String(random())}` }),
    () => api.contacts.add([{ name: 'Somebody new' }]),
    () => api.companies.patch(one(shown.companies).id, { name: `Company ${String(random())}` }),
    () => api.links.link('leads', lead(), [{ toEntityType: 'contacts', toEntityId: contact() }]),
    () =>
      api.tasks.add([
        { text: 'Call', completeTill: soon(), entityType: 'leads', entityId: lead() },
      ]),
    () => api.tasks.complete(one(shown.tasks).id, 'Done'),
    () => api.tasks.patch(one(shown.tasks).id, { completeTill: soon() }),
    () =>
      api.notes.addTo('leads', lead(), [
        { content: { type: 'common', params: { text: 'Words' } } },
      ]),
    async () => {
      const kind = one(['leads', 'contacts', 'companies'] as const);
      const id = one(shown[kind]).id;
      await world.order('cards/delete', { subdomain, kind, ids: [id] });
      trash.set(kind, [...(trash.get(kind) ?? []), id]);
    },
    async () => {
      const kind = one(['leads', 'contacts', 'companies'] as const);
      const [id] = trash.get(kind) ?? [];
      if (id === undefined) return;
      await world.order('cards/restore', { subdomain, kind, ids: [id] });
      trash.set(
        kind,
        (trash.get(kind) ?? []).filter((other) => other !== id),
      );
    },
    async () => {
      const [keepId, other] = [contact(), contact()];
      if (keepId === other || isGone('contacts', keepId) || isGone('contacts', other)) return;
      const kind = 'contacts' as const;
      await world.order('cards/merge', { subdomain, kind, keepId, otherIds: [other] });
      trash.set(kind, [...(trash.get(kind) ?? []), other]);
    },
    async () => {
      const [waiting] = (await api.unsorted.list({ limit: 250 })).items;
      if (waiting) await api.unsorted.accept(waiting.uid);
    },
    async () => {
      const [waiting] = (await api.unsorted.list({ limit: 250 })).items;
      if (waiting) await api.unsorted.decline(waiting.uid);
    },
  ];
  for (let done = 0; done < times; done += 1) {
    // What is in the trash cannot be changed: amoCRM says so, and that is that.
    const act = async () => one(acts)();
    await act().catch(() => undefined);
  }
}
