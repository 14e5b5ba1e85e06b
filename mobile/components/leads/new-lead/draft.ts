import { randomUUID } from 'expo-crypto';

/** The form as it is typed. */
export type NewLeadValues = {
  name: string;
  phone: string;
  email: string;
  price: string;
  pipelineId?: number | undefined;
  stageId?: number | undefined;
  comment: string;
};

/**
 * A form on its way to becoming one lead. Its key is the same however often it is sent, also after
 * the screen was left and came back: the backend makes it once.
 */
export type Draft = { values: NewLeadValues; key: string };

export const noValues: NewLeadValues = {
  name: '',
  phone: '',
  email: '',
  price: '',
  comment: '',
};

// In memory alone: it is a client's name and phone, and an app that was closed has nothing to go on with.
let kept: (Draft & { userId: string }) | null = null;
let asked: NewLeadValues = noValues;

/** What the next new form begins with, from a search that found nothing. */
export function startDraft(search: string): void {
  const text = search.trim();
  const isPhone = /^[\d\s()+.\-–/]+$/.test(text) && /\d{3}/.test(text);
  asked = { ...noValues, [text.includes('@') ? 'email' : isPhone ? 'phone' : 'name']: text };
}

/** A new form, with what it was asked to begin with. */
export function newDraft(): Draft {
  const values = asked;
  asked = noValues;
  return { values, key: randomUUID() };
}

/** The form this user left without saving or discarding it; null: none. */
export function keptDraft(userId: string): Draft | null {
  return kept !== null && kept.userId === userId ? { values: kept.values, key: kept.key } : null;
}

/** Keeps what was typed; a form with nothing typed is none. */
export function keepDraft(userId: string, draft: Draft): void {
  kept = isBlank(draft.values) ? null : { ...draft, userId };
}

export const forgetDraft = (): void => {
  kept = null;
};

export const isBlank = ({ name, phone, email, price, comment }: NewLeadValues): boolean =>
  [name, phone, email, price, comment].every((text) => text.trim() === '');
