import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyMethod } from '../testing/exercises/every-method.ts';
import { methodsOf, noted } from '../testing/noted-api.ts';
import { sandboxWorld, type SandboxWorld } from '../testing/sandbox-world.ts';

let world: SandboxWorld;
beforeAll(async () => {
  world = await sandboxWorld();
});
afterAll(() => world.close());

describe('against an amoCRM that was written apart from this client, over HTTP', () => {
  it.each(everyMethod)('%s does what it says', async (name, exercise) => {
    const { api, called } = noted(world.api);
    await exercise(api, world);
    expect(called).toContain(name);
  });

  it('no method is left out', () => {
    expect(everyMethod.map(([name]) => name).sort()).toEqual(methodsOf(world.api).sort());
  });
});
