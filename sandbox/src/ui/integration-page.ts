import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import { mayGrant } from '../consent/redirect.ts';
import { holds } from '../oauth/grants.ts';
import type { Desk } from './desk.ts';
import { nameOf, plural } from './format.ts';
import type { DeskPage } from './layout.ts';
import { button, confirmed, option } from './parts.ts';

/** What the account's administrator sees of the integration, and the account's own settings. */
export function integrationPage(desk: Desk): DeskPage {
  const { context, account } = desk;
  return {
    section: 'integration',
    title: 'Integration',
    head: html`<h1>Integration in ${account.name}</h1>
      <p class="lead">
        “${context.integration.name}” and the doors of this account. The sandbox does what is
        ordered here itself, whoever you act as.
      </p>`,
    live: html`<div class="grid">
      <div class="stacked">${granted(desk)} ${calls(desk)} ${hooks(desk)}</div>
      ${grantForm(desk)}
      <div class="stacked">${switches(desk)} ${accountForms(desk)}</div>
    </div>`,
  };
}

function granted({ context, account, base }: Desk): Markup {
  const grants = context.grants.given(account.id);
  const userIds = [...new Set(grants.map(({ userId }) => userId))];
  return html`<section class="panel" aria-labelledby="granted-head">
    <h2 id="granted-head">Who granted access</h2>
    ${userIds.length === 0 ? html`<p class="empty">Nobody. Allow on the consent page, or grant here, and the person is listed.</p>` : null}
    <ul class="list">
      ${userIds.map((userId) => {
        const own = grants.filter((grant) => grant.userId === userId);
        const isGood = own.some((grant) => holds(account, grant));
        const words = `${plural(own.length, 'grant', 'grants')}${own.some(({ isAdmin }) => isAdmin) ? ', as administrator' : ''}${isGood ? '' : ', without effect: the seat is closed or the integration is off'}`;
        return html`<li data-grant="${userId}">
          <span><b>${nameOf(account, userId)}</b><small>${words}</small></span>
          ${confirmed(`${base}/integration/revoke`, 'Revoke', `Tokens of ${nameOf(account, userId)} stop working at once. The client is told by the disconnect call, where one is set up.`, { user: userId })}
        </li>`;
      })}
    </ul>
  </section>`;
}

function userField(desk: Desk, id: string, onlyGranting: boolean): Markup {
  const users = desk.account.users.filter((user) => !onlyGranting || mayGrant(desk.account, user));
  return html`<p class="field">
    <label for="${id}">Who</label
    ><select id="${id}" name="user">
      ${users.map((user) => option(user.id, user.name, user.id === desk.person.id))}
    </select>
  </p>`;
}

function grantForm(desk: Desk): Markup {
  const { base } = desk;
  return html`<section class="panel" aria-labelledby="grant-head">
    <h2 id="grant-head">Grant without the consent page</h2>
    <p class="hint">
      Makes a code and shows the address the browser would be sent to. The code is good once, for 20
      minutes.
    </p>
    <form class="stack" method="post" action="${base}/integration/grant" data-stay>
      ${userField(desk, 'grant-user', true)}
      <p class="field">
        <label for="grant-state">State</label
        ><input id="grant-state" name="state" maxlength="4096" autocomplete="off" /><small
          >The client's own; without it a client refuses, as it should.</small
        >
      </p>
      <button>Grant</button>
    </form>
    <h3>Install as a widget</h3>
    <p class="hint">amoCRM's own call to the redirect address, without a state.</p>
    <form class="stack" method="post" action="${base}/integration/install" data-stay>
      ${userField(desk, 'install-user', false)}<button>Send the install call</button>
    </form>
  </section>`;
}

function switches({ account, base }: Desk): Markup {
  const { isIntegrationOn, isApiFilterEnabled, subscription } = account;
  return html`<section class="panel" aria-labelledby="switch-head">
    <h2 id="switch-head">Switches</h2>
    <p class="marks">
      <span class="badge ${isIntegrationOn ? 'good' : 'bad'}"
        >Integration ${isIntegrationOn ? 'on' : 'off'}</span
      >
    </p>
    ${
      isIntegrationOn
        ? confirmed(
            `${base}/integration/switch`,
            'Disable the integration',
            'Every grant of this account ends, and the disconnect call is sent.',
            { enabled: '0' },
          )
        : button(`${base}/integration/switch`, 'Enable the integration', { enabled: '1' })
    }
    <form class="stack" method="post" action="${base}/integration/account" data-stay>
      <p class="field">
        <label for="subscription">Subscription</label>
        <select id="subscription" name="subscription">
          ${option('active', 'Paid', subscription === 'active')}
          ${option('writes_blocked', 'Ended: writing is 402', subscription === 'writes_blocked')}
          ${option('ended', 'Ended 30 days ago: everything is 402', subscription === 'ended')}
        </select>
      </p>
      <p class="field">
        <label for="filters">Filters of leads and contacts</label>
        <select id="filters" name="filters">
          ${option('1', 'They work', isApiFilterEnabled)}${option('0', 'They are ignored', !isApiFilterEnabled)}
        </select>
      </p>
      <p class="field">
        <label for="ips">Only these addresses may call</label>
        <textarea id="ips" name="ips" rows="2" aria-describedby="ips-hint">
${account.allowedIps.join('\n')}</textarea>
        <small id="ips-hint">One a line. Empty: everybody may. Others get 403.</small>
      </p>
      <button>Save the switches</button>
    </form>
  </section>`;
}

function calls({ context, base }: Desk): Markup {
  const { disconnectHookUrl } = context.settings;
  return html`<section class="panel" aria-labelledby="calls-head">
    <h2 id="calls-head">Disconnect call</h2>
    <p class="hint">
      ${disconnectHookUrl === undefined ? 'No address is set up (--disconnect-hook-url), so that none is sent.' : `Goes to ${disconnectHookUrl}`}
    </p>
    <div class="pair">
      ${button(`${base}/integration/disconnect`, 'Send it again', { forged: '0' })}
      ${button(`${base}/integration/disconnect`, 'Send it with a false signature', { forged: '1' })}
    </div>
  </section>`;
}

function hooks({ account }: Desk): Markup {
  const rows = [...account.webhooks.values()];
  return html`<section class="panel" aria-labelledby="hooks-head">
    <h2 id="hooks-head">Webhook subscriptions</h2>
    ${rows.length === 0 ? html`<p class="empty">None. A client subscribes with POST /api/v4/webhooks.</p>` : null}
    <ul class="list">
      ${rows.map(
        (row) =>
          html`<li>
            <span
              ><b>${row.destination}</b
              ><small
                >${row.isDisabled ? 'Switched off after bad answers' : 'On'}:
                ${row.settings.join(', ')}</small
              ></span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}

function accountForms({ account, base, context }: Desk): Markup {
  return html`<section class="panel" aria-labelledby="rename-head">
    <h2 id="rename-head">Rename the account</h2>
    <p class="hint">
      It is at ${account.subdomain}.${context.settings.baseHost} now. The old host answers 404 from
      then on; tokens stay good at the new one.
    </p>
    <details class="pop">
      <summary class="button danger">Rename…</summary>
      <form class="stack" method="post" action="${base}/integration/rename" data-stay>
        <p class="field">
          <label for="subdomain">New subdomain</label
          ><input
            id="subdomain"
            name="to"
            required
            pattern="[a-z0-9]([a-z0-9\\-]{0,61}[a-z0-9])?"
            maxlength="63"
            autocomplete="off"
          />
        </p>
        <button class="bad">Yes: rename it</button>
      </form>
    </details>
  </section>`;
}
