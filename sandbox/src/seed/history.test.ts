import { describe, expect, test } from 'vitest';
import { seedAccounts } from './accounts.ts';

const noon = 1_790_000_000 - (1_790_000_000 % 86_400) + 8 * 3600;

describe.each(seedAccounts(noon))('$name has a past', (account) => {
  const { leads, contacts, companies, tasks, notes, events, unsorted, users } = account;
  const cards = { leads, contacts, companies };

  test('in which everything is about something that is there, by somebody who is there', () => {
    const people = new Set([0, ...users.map((user) => user.id)]);
    for (const note of notes.values()) {
      expect(cards[note.entityType].has(note.entityId)).toBe(true);
      expect(people).toContain(note.createdBy);
    }
    const rows = { lead: leads, contact: contacts, company: companies, task: tasks };
    for (const event of events) {
      expect(rows[event.entityType].has(event.entityId)).toBe(true);
      expect(people).toContain(event.createdBy);
    }
  });

  test('that goes forward and ends before today', () => {
    const ids = events.map((event) => event.id);
    expect(ids).toEqual([...ids].sort());
    const times = events.map((event) => event.createdAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(noon - 12 * 3600);
    for (const note of notes.values()) expect(note.updatedAt).toBeLessThan(noon - 12 * 3600);
  });

  test('that led every lead to the stage it is in', () => {
    for (const lead of leads.values()) {
      const moves = events.filter(
        ({ type, entityId }) => type === 'lead_status_changed' && entityId === lead.id,
      );
      const last = moves.at(-1);
      if (last === undefined) continue;
      const { statusId: id, pipelineId } = lead;
      expect(last.valueAfter).toEqual([{ lead_status: { id, pipeline_id: pipelineId } }]);
    }
  });

  test('in which nobody who exists was called', () => {
    for (const { params } of notes.values()) {
      if (typeof params['phone'] !== 'string') continue;
      expect(params['phone'].replaceAll(/\D/g, '')).toMatch(/^9715\d55501\d\d$/);
    }
  });

  test('that left an entry for each incoming lead, holding back no client known before', () => {
    const stages = account.pipelines.flatMap(({ statuses }) =>
      statuses.filter(({ type }) => type === 1).map(({ id }) => id),
    );
    const incoming = [...leads.values()].filter(({ statusId }) => stages.includes(statusId));
    const entries = [...unsorted.values()];
    expect(entries.map((entry) => entry.leadId)).toEqual(incoming.map((lead) => lead.id));
    for (const { leadId, contactIds } of entries) {
      for (const other of leads.values()) {
        if (other.id === leadId) continue;
        expect(other.contactIds.some((id) => contactIds.includes(id))).toBe(false);
      }
    }
  });
});

test('Oasis Key writes in three languages, and calls, and sends files', () => {
  const notes = [...(seedAccounts(noon)[0]?.notes.values() ?? [])];
  const types = new Set(notes.map((note) => note.noteType));
  for (const type of ['common', 'call_in', 'call_out', 'sms_out', 'attachment', 'geolocation']) {
    expect(types).toContain(type);
  }
  const words = notes.flatMap(({ noteType, params }) =>
    noteType === 'common' ? [JSON.stringify(params['text'])] : [],
  );
  for (const language of [/[іїє]/, /[ыэ]/, /^"[A-Z]/]) {
    expect(words.filter((text) => language.test(text)).length).toBeGreaterThan(20);
  }
});
