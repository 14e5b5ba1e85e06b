import { createClock } from './clock.ts';
import type { SandboxContext } from './context.ts';
import { createFaults } from './control/faults.ts';
import { createTraffic } from './control/traffic.ts';
import { placeOf } from './hosts.ts';
import { createAccessTokens } from './oauth/access-token.ts';
import { createGrants } from './oauth/grants.ts';
import { integrationChanges, registeredIntegration } from './oauth/integration.ts';
import { createSigningKey, printSigningKey } from './oauth/signing-key.ts';
import type { Settings } from './options.ts';
import { seedAccounts } from './seed/accounts.ts';
import { writeWhole } from './state/file.ts';
import { createKeeper } from './state/keeper.ts';
import type { Keeper } from './state/keeper.ts';
import { readState, stateVersion } from './state/state.ts';
import type { StateText } from './state/state.ts';
import { accountState, restoreAccount } from './store/account-state.ts';
import { createWorld } from './store/world.ts';

/**
 * Makes the parts of one sandbox, going on from its state file when it has one. Nothing is written
 * yet: a sandbox that cannot listen must leave the file to the one that does.
 * @throws {SandboxStartError} `state_refused`.
 */
export async function assemble(
  settings: Settings,
): Promise<{ context: SandboxContext; keeper: Keeper }> {
  const { stateFile, baseHost, clientId } = settings;
  const state = stateFile === undefined ? null : await readState(stateFile, clientId);

  const signingKey = state?.signingKey ?? (await createSigningKey());
  const clock = createClock(state?.clockOffset);
  const world = createWorld(() => seedAccounts(clock.now()));
  for (const saved of state?.accounts ?? []) {
    const account = world.accountById(saved.id);
    if (account !== undefined) restoreAccount(account, saved);
  }
  const integration = Object.assign(registeredIntegration(settings), state?.integration);
  const grants = createGrants(clock, settings.refreshReuse, state?.grants);

  const printedKey = printSigningKey(signingKey);
  /** Everything but the grants: small enough to look at in every save. */
  const besides = () => ({
    clockOffset: clock.offset(),
    integration: integrationChanges(integration, settings),
    accounts: world.accounts().map(accountState),
  });
  const text = () => {
    const whole: StateText = {
      version: stateVersion,
      clientId,
      signingKey: printedKey,
      ...besides(),
      grants: grants.snapshot(),
    };
    return JSON.stringify(whole);
  };
  const keeper =
    stateFile === undefined
      ? forgetful
      : createKeeper({
          mark: () => `${grants.revision()} ${JSON.stringify(besides())}`,
          text,
          write: (whole) => writeWhole(stateFile, whole),
        });

  const context: SandboxContext = {
    settings,
    clock,
    world,
    integration,
    grants,
    accessTokens: createAccessTokens(clock, clientId, baseHost, signingKey),
    faults: createFaults(),
    traffic: createTraffic(),
    save: keeper.save,
    accountFor(hostHeader) {
      const place = placeOf(hostHeader, baseHost);
      return place.kind === 'account' ? world.accountAt(place.subdomain) : undefined;
    },
  };
  return { context, keeper };
}

/** For a sandbox without a file. */
const forgetful: Keeper = { save: () => Promise.resolve(), close: () => Promise.resolve() };
