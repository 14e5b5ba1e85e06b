import { httpTransport } from '@foryou-crm/amocrm';
import { createIntegrationCircuit } from '@foryou-crm/backend/amo-crm/circuit';
import { createRequestLimiter } from '@foryou-crm/backend/amo-crm/request-limiter';
import { createSealer } from '@foryou-crm/backend/amo-crm/vault/sealing';
import { createSpool } from '@foryou-crm/backend/amo-crm/vault/spool';
import { createTokenRows, type TokenRows } from '@foryou-crm/backend/amo-crm/vault/token-rows';
import { createVault, type Vault } from '@foryou-crm/backend/amo-crm/vault/vault';
import { createVaultMetrics } from '@foryou-crm/backend/amo-crm/vault/vault-metrics';
import type { Database } from '@foryou-crm/backend/database/open';
import { silentLog as log } from '@foryou-crm/backend/testing/silent-log';
import { Registry } from 'prom-client';
import { clock, deploymentAt } from './deployment.ts';

/** The vault as `createConnections` puts it together, without what stands around it there. */
export function vaultOn(db: Database, origin: string): { vault: Vault; rows: TokenRows } {
  const { amoCrm: integration, tokenKeys, dataDir } = deploymentAt(origin);
  const rows = createTokenRows({ db, clock, sealer: createSealer(tokenKeys) });
  const spool = createSpool({ dataDir, log });
  const vault = createVault({
    rows,
    spool,
    integration,
    circuit: createIntegrationCircuit(clock),
    limiter: createRequestLimiter(db.$client, integration),
    transport: httpTransport(),
    metrics: createVaultMetrics({ registry: new Registry(), db, spool, clock }),
    clock,
    log,
  });
  return { vault, rows };
}
