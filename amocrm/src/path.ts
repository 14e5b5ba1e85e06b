/**
 * Pieces of a request path: nothing but what an id of its kind consists of ever gets into one.
 */

/** A numeric id. Throws a RangeError for anything but a positive safe integer. */
export function pathId(id: number): string {
  if (!Number.isSafeInteger(id) || id < 1) throw new RangeError('An id is a positive integer');
  return String(id);
}

/** An id of letters and digits (an event, an incoming lead, a group of fields), else a RangeError. */
export function pathUid(uid: string): string {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(uid)) throw new RangeError('An uid is letters and digits');
  return uid;
}
