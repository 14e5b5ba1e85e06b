import { sandboxServer } from '@foryou-crm/amocrm';
import type { Config } from '../config.ts';

/** A development deployment on http, as tests want it unless they say otherwise. */
export function testConfig(overrides: Partial<Config> = {}): Config {
  const publicUrl = overrides.publicUrl ?? new URL('http://localhost:3000');
  return {
    mode: 'development',
    host: '127.0.0.1',
    port: 0,
    publicUrl,
    trustProxy: false,
    dataDir: '/nonexistent',
    databaseUrl: null,
    logLevel: 'silent',
    auth: { secret: 'a-secret-of-tests-with-enough-letters', external: null },
    amoCrm: {
      clientId: '5a9d0b0c-0000-4000-8000-5a4db0c50001',
      clientSecret: 'a-client-secret-of-tests',
      redirectUri: new URL('/api/amo-crm/callback', publicUrl).href,
      vendor: 'amocrm',
      server: sandboxServer({ origin: 'http://amocrm.localhost:1' }),
    },
    tokenKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    demo: null,
    androidPackage: 'example.foryou.crm',
    metricsToken: null,
    ...overrides,
  };
}
