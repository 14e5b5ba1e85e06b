import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultTransport } from '../http-transport.ts';
import { errorOf } from '../testing/caught.ts';
import { everyCall } from '../testing/every-call.ts';
import { mutant } from '../testing/mutant.ts';
import { replayed } from '../testing/replayed.ts';
import { patience, runs } from '../testing/runs.ts';
import { sandboxWorld, type SandboxWorld } from '../testing/sandbox-world.ts';
import type { Transport } from '../transport.ts';

/** Answers as the sandbox gives them, but for one thing that is missing or something else. */
let world: SandboxWorld;
beforeAll(async () => {
  world = await sandboxWorld();
});
afterAll(() => world.close());

const junk = fc.constantFrom<unknown>(null, true, 's3cret', '', 0, -1, 0.5, 2 ** 53, [], {}, [[]]);

/** What the sandbox answers to a call; null where it answers nothing that can be broken. */
async function answerTo(call: (typeof everyCall)[number][1]): Promise<unknown> {
  let body = '';
  const recording: Transport = {
    request: async (request) => {
      const response = await defaultTransport().request(request);
      if (response.status < 300) body = response.body;
      return response;
    },
    close: () => undefined,
  };
  const { accessToken } = world.tokens;
  await errorOf(call(world.apiWith(accessToken, { transport: recording })));
  return body === '' ? null : JSON.parse(body);
}

describe('an answer that is broken in one place is read or refused, and nothing of it is quoted', () => {
  let broken = 0;
  it.each(everyCall)('%s', { timeout: patience }, async (_, call) => {
    const sound = await answerTo(call);
    if (sound === null) return;
    broken += 1;
    await fc.assert(
      fc.asyncProperty(mutant(sound, junk), async (body) => {
        const { api } = replayed(JSON.stringify(body));
        const error = await errorOf(call(api));
        if (error === null) return;
        expect(error.code).toBe('invalid_response');
        expect(String(error.cause)).not.toContain('s3cret');
      }),
      runs(30),
    );
  });

  it('most methods have an answer to break', () => {
    expect(broken).toBeGreaterThan(50);
  });
});
