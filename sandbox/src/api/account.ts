import { ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiCall } from './envelope.ts';
import { self } from './envelope.ts';
import { entityNames } from './entity-names.ts';
import { get } from './route.ts';
import type { ApiRoute } from './route.ts';

export const accountRoutes: readonly ApiRoute[] = [get('/api/v4/account', readAccount)];

/** `GET /api/v4/account`: whose account this is, and as whom the caller is here. */
export function readAccount(call: ApiCall): Answer {
  const { account, query } = call;
  const has = (part: string) => query.with.has(part);
  const embedded = {
    ...(has('amojo_rights') && { amojo_rights: { can_direct: true, can_create_groups: true } }),
    ...(has('users_groups') && {
      users_groups: account.groups.map(({ id, name }) => ({ id, name, uuid: groupUuid(id) })),
    }),
    ...(has('task_types') && {
      task_types: account.taskTypes.map(({ id, name, code }) => ({
        id,
        name,
        color: null,
        icon_id: null,
        code,
      })),
    }),
    ...(has('datetime_settings') && { datetime_settings: datetimeSettings(call) }),
  };
  return ok({
    id: account.id,
    name: account.name,
    subdomain: account.subdomain,
    created_at: account.createdAt,
    created_by: 0,
    updated_at: account.createdAt,
    updated_by: 0,
    current_user_id: call.viewer.user.id,
    country: account.country,
    currency: account.currency,
    currency_symbol: account.currencySymbol,
    customers_mode: 'disabled',
    is_unsorted_on: account.pipelines.some(({ isUnsortedOn }) => isUnsortedOn),
    mobile_feature_version: 0,
    is_loss_reason_enabled: true,
    is_helpbot_enabled: false,
    is_technical_account: false,
    contact_name_display_order: 1,
    language: account.language,
    ...(has('amojo_id') && { amojo_id: account.amojoId }),
    ...(has('uuid') && { uuid: account.uuid }),
    ...(has('version') && { version: 16 }),
    ...(has('drive_url') && { drive_url: driveUrl(call) }),
    ...(has('is_api_filter_enabled') && { is_api_filter_enabled: account.isApiFilterEnabled }),
    ...(has('entity_names') && { entity_names: entityNames }),
    ...(has('invoices_settings') && {
      invoices_settings: { lang: account.language, invoices_catalog_id: null },
    }),
    _links: self(call, '/api/v4/account'),
    ...(Object.keys(embedded).length > 0 && { _embedded: embedded }),
  });
}

/** The group that every account begins with has none. */
function groupUuid(id: number): string | null {
  return id === 0 ? null : `6a0c0000-0000-4000-8000-${String(id).padStart(12, '0')}`;
}

/** Where an account's files are: another host, which the sandbox is not. */
function driveUrl({ context }: ApiCall): string {
  return `https://drive-b.${context.settings.vendor === 'kommo' ? 'kommo.com' : 'amocrm.ru'}`;
}

function datetimeSettings({ account }: ApiCall): object {
  return {
    date_pattern: 'd.m.Y H:i',
    short_date_pattern: 'd.m.Y',
    short_time_pattern: 'H:i',
    // The vendor's page spells it the first way, its own client reads the second.
    date_formant: 'd.m.Y',
    date_format: 'd.m.Y',
    time_format: 'H:i:s',
    timezone: account.timezone,
    timezone_offset: account.timezoneOffset,
  };
}
