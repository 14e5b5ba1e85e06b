import type { Clock } from './clock.ts';
import type { Faults } from './control/faults.ts';
import type { Traffic } from './control/traffic.ts';
import type { AccessTokens } from './oauth/access-token.ts';
import type { Grants } from './oauth/grants.ts';
import type { Integration } from './oauth/integration.ts';
import type { Settings } from './options.ts';
import type { Account } from './store/model.ts';
import type { World } from './store/world.ts';

/** Everything one sandbox is made of; routes take it and keep no state of their own. */
export interface SandboxContext {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly world: World;
  readonly integration: Integration;
  readonly grants: Grants;
  readonly accessTokens: AccessTokens;
  readonly faults: Faults;
  readonly traffic: Traffic;
  /** Resolves when everything that changed so far is in the state file, if there is one. */
  save(): Promise<void>;
  /** The account a Host header names, if there is one. */
  accountFor(hostHeader: string | undefined): Account | undefined;
}
