import { sandboxServer } from '@foryou-crm/amocrm';
import type { ConnectionsParts } from '@foryou-crm/backend/amo-crm/connections';
import { demoIntegration } from 'amocrm-sandbox';

/** What every process of a benchmark agrees on; `origin` is where amoCRM is to be found. */
export const deploymentAt = (origin: string): ConnectionsParts['config'] => ({
  amoCrm: { ...demoIntegration, vendor: 'amocrm', server: sandboxServer({ origin }) },
  tokenKeys: [{ id: 'bench', key: Buffer.alloc(32, 7) }],
  // The spool is used only while the database is away.
  dataDir: '/nowhere',
});

export const clock = () => new Date();
