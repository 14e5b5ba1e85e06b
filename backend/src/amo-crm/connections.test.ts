import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, oasis, refusalOf, startAmoWorld, type AmoWorld } from './testing/amo-world.ts';

let world: AmoWorld;
let service: ReturnType<AmoWorld['newConnections']>;
beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  service = world.newConnections();
});

describe('the connection of a user', () => {
  it('is made, reported, used and ended', async () => {
    const user = await world.newUser();
    expect(await service.getUserConnectionStatus(user)).toEqual({
      connected: false,
      hasTokens: false,
      domain: '',
      accountId: '',
      accountName: '',
      state: null,
      reason: null,
      connectedAt: null,
      reconnectRequiredAt: null,
      trouble: null,
      lastSyncAt: null,
      currency: null,
      timeZone: null,
      amoUserId: null,
    });

    await connect(world, service, user);
    const status = await service.getUserConnectionStatus(user);
    expect(status).toMatchObject({
      connected: true,
      hasTokens: true,
      domain: 'oasiskey.amocrm.localhost',
      state: 'connected',
      reason: null,
      amoUserId: oasis.head,
      timeZone: 'Asia/Dubai',
      currency: 'AED',
    });
    expect(Number(status.accountId)).toBeGreaterThan(0);
    expect(status.accountName).not.toBe('');

    const api = await service.apiFor(user);
    expect((await api.pipelines.list()).length).toBeGreaterThan(1);

    expect(await service.disconnectUser(user)).toMatchObject({
      connected: false,
      hasTokens: false,
    });
    expect(await service.disconnectUser(user)).toMatchObject({
      connected: false,
      hasTokens: false,
    });
    expect((await refusalOf(service.apiFor(user))).kind).toBe('not_connected');
  });
});
