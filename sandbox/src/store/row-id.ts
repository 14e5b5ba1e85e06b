const highestGiven = new WeakMap<ReadonlyMap<number, unknown>, number>();
const firstId = 1_000_000;

/**
 * An id above every id a collection has or had: that of a task or a note which left without a trace
 * is not given again, so that whoever keeps a copy is not led astray.
 */
export function newRowId(rows: ReadonlyMap<number, unknown>): number {
  let id = highestGiven.get(rows);
  if (id === undefined) {
    id = firstId;
    for (const known of rows.keys()) id = Math.max(id, known);
  }
  do id += 1;
  while (rows.has(id));
  highestGiven.set(rows, id);
  return id;
}
