import { createClock } from './clock.ts';
import { createSessions } from './consent/sessions.ts';
import type { SandboxContext } from './context.ts';
import { createExchanges } from './control/exchanges.ts';
import { createFaults } from './control/faults.ts';
import { createTraffic } from './control/traffic.ts';
import { placeOf } from './hosts.ts';
import { createLimiter, documentedRules } from './limits/limiter.ts';
import { createAccessTokens } from './oauth/access-token.ts';
import { createExternalIntegrations } from './oauth/external.ts';
import { createGrants } from './oauth/grants.ts';
import { integrationChanges, registeredIntegration } from './oauth/integration.ts';
import { createSigningKey, printSigningKey } from './oauth/signing-key.ts';
import type { Settings } from './options.ts';
import { scaledAccounts } from './seed/scale.ts';
import { writeWhole } from './state/file.ts';
import { createKeeper } from './state/keeper.ts';
import type { Keeper } from './state/keeper.ts';
import { readRows, rowsFileOf, rowsText } from './state/rows.ts';
import { readState, stateVersion } from './state/state.ts';
import type { StateText } from './state/state.ts';
import { writeEvents } from './events/write-events.ts';
import { accountState, restoreAccount } from './store/account-state.ts';
import { createCommit } from './store/changes.ts';
import { createWorld } from './store/world.ts';
import { createPlans } from './webhooks/plans.ts';
import { createWebhookSender } from './webhooks/sender.ts';

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
  const clock = createClock(state?.clockOffset, Date.now, state?.clockFrozenAt);
  const rowsFile = settings.keepRows && stateFile !== undefined ? rowsFileOf(stateFile) : null;
  // Without the state they belong to, rows are of no use: whoever removed it starts afresh.
  const rows = rowsFile === null || state === null ? null : await readRows(rowsFile, settings);
  const world = createWorld(() => scaledAccounts(clock.now(), settings), rows);
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
    clockFrozenAt: clock.frozenAt(),
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

  let writes = 0;
  const rowsKeeper =
    rowsFile === null
      ? forgetful
      : createKeeper({
          mark: () => String(writes),
          text: () => rowsText(world.accounts(), settings),
          write: (whole) => writeWhole(rowsFile, whole),
        });

  const webhooks = createWebhookSender({
    clock,
    world,
    baseHost,
    isKommo: settings.vendor === 'kommo',
    // Nobody waits for it: the next answer does, and tells if it cannot be written.
    onDisabled: () => void keeper.save().catch(() => undefined),
  });
  /** The state first: rows are read only where it is. */
  const save = async () => {
    await keeper.save();
    await rowsKeeper.save();
  };
  const context: SandboxContext = {
    settings,
    clock,
    world,
    commit: createCommit([writeEvents, webhooks.listen]),
    webhooks,
    plans: createPlans(),
    integration,
    grants,
    sessions: createSessions(),
    accessTokens: createAccessTokens(clock, clientId, baseHost, signingKey),
    external: createExternalIntegrations(clock, settings.refreshReuse, baseHost, signingKey),
    faults: createFaults(),
    limiter: createLimiter({ isOn: settings.limit, ...documentedRules }),
    traffic: createTraffic(),
    exchanges: createExchanges(),
    wrote: () => {
      writes += 1;
    },
    save,
    accountFor(hostHeader) {
      const place = placeOf(hostHeader, baseHost);
      return place.kind === 'account' ? world.accountAt(place.subdomain) : undefined;
    },
  };
  const close = async () => {
    await keeper.close();
    await rowsKeeper.close();
  };
  return { context, keeper: { save, close } };
}

/** For a sandbox without a file. */
const forgetful: Keeper = { save: () => Promise.resolve(), close: () => Promise.resolve() };
