import {
  adminSyncsPageSchema,
  adminSyncSchema,
  type AdminSync,
} from '@foryou-crm/contract/admin-syncs';
import {
  adminConnectionsPageSchema,
  integrationHealthSchema,
  type AdminConnection,
  type IntegrationHealth,
} from '@foryou-crm/contract/admin';
import { connectionStatusSchema } from '@foryou-crm/contract/amo-crm';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { callApi } from './client';

// What administrators see and do. Every function here rejects with `ApiError`.

/** One page of everybody who may sign in, by name, with their connection. */
export const getAdminConnections = (
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<{ data: AdminConnection[]; nextCursor: string | null }> =>
  callApi(
    { method: 'GET', path: paths.admin.connections, query: { cursor }, signal },
    adminConnectionsPageSchema,
  );

/** Destroys somebody's connection and its tokens. Repeating it is fine. */
export const disconnectPerson = async (userId: string): Promise<void> => {
  const path = paths.admin.disconnect(userId);
  await callApi({ method: 'POST', path, body: {} }, dataOf(connectionStatusSchema));
};

/** What everybody's connection stands on, and whether it holds. */
export const getIntegration = async (signal?: AbortSignal): Promise<IntegrationHealth> =>
  (
    await callApi(
      { method: 'GET', path: paths.admin.integration, signal },
      dataOf(integrationHealthSchema),
    )
  ).data;

/** One page of the accounts by name, each with how our mirror of it stands. */
export const getSyncs = (
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<{ data: AdminSync[]; nextCursor: string | null }> =>
  callApi(
    { method: 'GET', path: paths.admin.syncs, query: { cursor }, signal },
    adminSyncsPageSchema,
  );

/** Has an account's sync tried at once; `full`: everything is read once more as well. */
export const retrySync = async (accountId: string, full: boolean): Promise<AdminSync> =>
  (
    await callApi(
      { method: 'POST', path: paths.admin.retrySync(accountId), body: { full } },
      dataOf(adminSyncSchema),
    )
  ).data;
