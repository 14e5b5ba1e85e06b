import type { Account } from '../store/model.ts';

/** `YYYY-MM-DD HH:MM:SS` without a zone, some seconds ahead of UTC. */
export function dateText(at: number, aheadSeconds = 0): string {
  const text = new Date((at + aheadSeconds) * 1000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** Texts in notes are Moscow's time, whatever the account's zone: computed from vendor samples. */
export const moscowAhead = 3 * 3600;

/** `DD.MM.YYYY` in the account's zone. */
export function dayIn({ timezoneOffset }: Account, at: number): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(timezoneOffset) ?? [];
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60;
  const [date = ''] = dateText(at, sign === '-' ? -ahead : ahead).split(' ');
  return date.split('-').reverse().join('.');
}
