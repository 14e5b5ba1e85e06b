/** Keys in one question. */
const most = 1_000;

/**
 * Makes one question of many: what is asked while a question is under way goes into the next one. A
 * quiet backend asks at once, and a busy one asks the database no more often than it can answer.
 * Nothing is remembered: a question always begins after it was asked for.
 */
export function together<Key, Value>(
  ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  const waiting = new Map<Key, PromiseWithResolvers<Value | undefined>>();
  let isAsking = false;

  async function askAll(): Promise<void> {
    isAsking = true;
    while (waiting.size > 0) {
      const taken = [...waiting].slice(0, most);
      for (const [key] of taken) waiting.delete(key);
      try {
        const answers = await ask(taken.map(([key]) => key));
        for (const [key, { resolve }] of taken) resolve(answers.get(key));
      } catch (error) {
        for (const [, { reject }] of taken) reject(error);
      }
    }
    isAsking = false;
  }

  return (key) => {
    const asked = waiting.get(key) ?? Promise.withResolvers<Value | undefined>();
    waiting.set(key, asked);
    if (!isAsking) void askAll();
    return asked.promise;
  };
}
