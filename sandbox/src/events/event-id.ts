/** Crockford's letters in lower case: amoCRM's ids look like ULIDs written small. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * An id of 26 characters that grows with time, and within a second with the place in the history.
 * Made of nothing but its arguments, so that a seed has the same ids at every start of a day.
 * @param at - Unix seconds.
 * @param place - how many events the account had before this one.
 */
export function eventId(accountId: number, at: number, place: number): string {
  const time = written(at * 1000, 10);
  // A ULID's tail is random; here only its end is, so that the order within a second holds.
  return `${time}${written(place, 8)}${written(mixed(accountId, place), 8)}`;
}

function written(value: number, length: number): string {
  let text = '';
  let rest = Math.max(0, value);
  while (text.length < length) {
    text = (letters[rest % 32] ?? '') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** 32 bits that look like chance. */
function mixed(accountId: number, place: number): number {
  const start = Math.imul(accountId ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
  return (start ^ (start >>> 15)) >>> 0;
}
