import type { Clock } from './clock.ts';
import type { Exchanges } from './control/exchanges.ts';
import type { Faults } from './control/faults.ts';
import type { Traffic } from './control/traffic.ts';
import type { Limiter } from './limits/limiter.ts';
import type { AccessTokens } from './oauth/access-token.ts';
import type { ExternalIntegrations } from './oauth/external.ts';
import type { Grants } from './oauth/grants.ts';
import type { Integration } from './oauth/integration.ts';
import type { Sessions } from './consent/sessions.ts';
import type { Settings } from './options.ts';
import type { Commit } from './store/changes.ts';
import type { Account } from './store/model.ts';
import type { World } from './store/world.ts';
import type { Plans } from './webhooks/plans.ts';
import type { WebhookSender } from './webhooks/sender.ts';

/** Everything one sandbox is made of; routes take it and keep no state of their own. */
export interface SandboxContext {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly world: World;
  /** Every change of an account's rows goes through it. */
  readonly commit: Commit;
  readonly webhooks: WebhookSender;
  readonly plans: Plans;
  readonly integration: Integration;
  readonly grants: Grants;
  readonly sessions: Sessions;
  readonly accessTokens: AccessTokens;
  readonly external: ExternalIntegrations;
  readonly faults: Faults;
  readonly limiter: Limiter;
  readonly traffic: Traffic;
  readonly exchanges: Exchanges;
  /** To be said when a request may have changed rows: they are kept with the next save. */
  wrote(): void;
  /** Resolves when everything that changed so far is in the files it is kept in, if there are any. */
  save(): Promise<void>;
  /** The account a Host header names, if there is one. */
  accountFor(hostHeader: string | undefined): Account | undefined;
}
