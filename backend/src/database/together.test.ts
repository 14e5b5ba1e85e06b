import { expect, it } from 'vitest';
import { together } from './together.ts';

/** Questions that are answered when the test says so. */
function slow() {
  const asked: { keys: readonly number[]; answer: PromiseWithResolvers<Map<number, string>> }[] =
    [];
  const find = together((keys: readonly number[]) => {
    const answer = Promise.withResolvers<Map<number, string>>();
    asked.push({ keys, answer });
    return answer.promise;
  });
  return { asked, find };
}

it('asks at once, and what comes meanwhile together', async () => {
  const { asked, find } = slow();
  const first = find(1);
  const [second, again, third] = [find(2), find(2), find(3)];
  expect(asked.map(({ keys }) => keys)).toEqual([[1]]);
  asked[0]?.answer.resolve(new Map([[1, 'one']]));
  expect(await first).toBe('one');
  expect(asked[1]?.keys).toEqual([2, 3]);
  asked[1]?.answer.resolve(new Map([[2, 'two']]));
  expect(await Promise.all([second, again, third])).toEqual(['two', 'two', undefined]);
});

it('never answers from a question that was under way before', async () => {
  const { asked, find } = slow();
  const before = find(1);
  const after = find(1);
  asked[0]?.answer.resolve(new Map([[1, 'old']]));
  expect(await before).toBe('old');
  asked[1]?.answer.resolve(new Map([[1, 'new']]));
  expect(await after).toBe('new');
});

it('fails for those who asked, and goes on', async () => {
  const { asked, find } = slow();
  const first = find(1);
  const second = find(2);
  asked[0]?.answer.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  asked[1]?.answer.resolve(new Map([[2, 'two']]));
  expect(await second).toBe('two');
});
