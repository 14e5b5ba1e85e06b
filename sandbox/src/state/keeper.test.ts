import { expect, test } from 'vitest';
import { createKeeper } from './keeper.ts';

/** A memory and a slow file, whose every write ends when the test says so. */
function bench() {
  const writes: { text: string; end: (failure?: Error) => void }[] = [];
  const memory = { value: 'a' };
  const keeper = createKeeper({
    mark: () => memory.value,
    text: () => `<${memory.value}>`,
    write: (text) =>
      new Promise((resolve, reject) => {
        const end = (failure?: Error) => (failure === undefined ? resolve() : reject(failure));
        writes.push({ text, end });
      }),
  });
  const begun = (count: number) => expect.poll(() => writes.length).toBe(count);
  const end = (at: number, failure?: Error) => writes[at]?.end(failure);
  return { memory, keeper, begun, end, texts: () => writes.map(({ text }) => text) };
}

test('a change during a write is answered for by the next write, and all that wait share it', async () => {
  const { memory, keeper, begun, end, texts } = bench();
  const first = keeper.save();
  await begun(1);
  memory.value = 'b';
  const order: string[] = [];
  const second = keeper.save().then(() => order.push('second'));
  memory.value = 'c';
  const third = keeper.save().then(() => order.push('third'));
  end(0);
  await first;
  await begun(2);
  expect(order).toEqual([]);
  end(1);
  await Promise.all([second, third]);
  expect(texts()).toEqual(['<a>', '<c>']);
});

test('nothing changed, nothing written', async () => {
  const { keeper, begun, end, texts } = bench();
  const first = keeper.save();
  await begun(1);
  end(0);
  await first;
  await keeper.save();
  expect(texts()).toHaveLength(1);
});

test('a write that failed is tried again by the next save, though nothing changed since', async () => {
  const { keeper, begun, end, texts } = bench();
  const first = keeper.save();
  await begun(1);
  end(0, new Error('disk full'));
  await expect(first).rejects.toThrow('disk full');
  const second = keeper.save();
  await begun(2);
  end(1);
  await second;
  expect(texts()).toEqual(['<a>', '<a>']);
});

test('closing waits for the last change; afterwards the file is left alone', async () => {
  const { memory, keeper, begun, end, texts } = bench();
  const closed = keeper.close();
  await begun(1);
  end(0);
  await closed;
  memory.value = 'b';
  await keeper.save();
  expect(texts()).toEqual(['<a>']);
});
