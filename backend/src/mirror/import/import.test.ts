import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  adminApi,
  mirrored,
  oasis,
  oasisId,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { mirrorLeads, mirrorPipelines, mirrorStages, mirrorUsers } from '../tables.ts';
import { readProgress } from './progress.ts';

let mirrors: MirrorWorld;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
});
afterAll(() => mirrors.world.close());
beforeEach(() => mirrors.reset());

describe('an import with an administrator’s token', () => {
  it('equals amoCRM, row by row', async () => {
    const backend = mirrors.newBackend();
    const userId = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    const api = await adminApi(backend, userId);
    expect(await mirrored(mirrors)).toEqual(await shownBy(api));
    const pipelines = await api.pipelines.list();
    const { db } = mirrors;
    expect(await db.$count(mirrorPipelines)).toBe(pipelines.length);
    expect(await db.$count(mirrorStages)).toBe(pipelines.flatMap((one) => one.statuses).length);
    expect(await db.$count(mirrorUsers)).toBe((await api.users.list()).items.length);
    const progress = await readProgress(db, oasisId);
    expect(progress).toMatchObject({ isImporting: false, step: 'done', coverage: 'full' });
    expect(progress?.trouble).toBeNull();
  });
});
