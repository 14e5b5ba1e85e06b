import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  adminApi,
  mirrored,
  oasis,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { differences } from '../testing/differences.ts';
import { changeAtRandom } from '../testing/random-changes.ts';

let mirrors: MirrorWorld;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
});
afterAll(() => mirrors.world.close());
beforeEach(() => mirrors.reset());

const soak = process.env['FORYOU_SOAK'] === '1';

describe('without any webhook', () => {
  it.each([true, false])(
    'the delta and the events bring every change (filters honoured: %s)',
    async (isApiFilterEnabled) => {
      const { world } = mirrors;
      const { subdomain } = oasis;
      await world.order('webhooks/plan', { subdomain, hasWebhooks: false });
      await world.order('accounts/set', { subdomain, isApiFilterEnabled });
      const backend = mirrors.newBackend();
      const userId = await mirrors.connectAs(backend);
      await backend.mirror.settle();
      expect(await mirrors.account()).toMatchObject({
        filters: isApiFilterEnabled,
        hookState: 'unavailable',
      });
      const api = await adminApi(backend, userId);
      for (let round = 1; round <= (soak ? 60 : 5); round += 1) {
        await changeAtRandom(world, api, { times: 25, seed: round });
        await mirrors.later(backend, 61);
        expect(differences(await mirrored(mirrors), await shownBy(api))).toEqual([]);
      }
    },
  );
});
