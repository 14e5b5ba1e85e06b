import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Fault } from '../control/faults.ts';
import type { Desk } from './desk.ts';
import { plural } from './format.ts';
import { disorderForm, disorderKinds, faultForm, faultKinds } from './failure-forms.ts';
import type { DeskPage } from './layout.ts';
import { button, option } from './parts.ts';

/** Everything this amoCRM can be told to do wrong. */
export function failuresPage(desk: Desk): DeskPage {
  return {
    section: 'failures',
    title: 'Failures',
    head: html`<h1>Failures</h1>
      <p class="lead">
        Each order waits for a request that fits it and is used up by it. The desk and the control
        API are never met.
      </p>
      <div class="grid two">${faultForm(desk)} ${disorderForm(desk)}</div>`,
    live: html`<div class="grid">${pending(desk)} ${disorders(desk)} ${limits(desk)}</div>`,
  };
}

function pending({ context, base }: Desk): Markup {
  const open = context.faults.open();
  return html`<section class="panel" aria-labelledby="pending-head">
    <h2 id="pending-head">Waiting to go wrong</h2>
    ${open.length === 0 ? html`<p class="empty">Nothing is ordered: requests are answered as they should be.</p>` : null}
    <ol class="list">
      ${open.map(
        (fault) =>
          html`<li data-fault>
            <span
              ><b>${faultWords(fault)}</b
              ><small
                >${plural(fault.times, 'time', 'times')} · requests:
                ${fault.match}${fault.subdomain === undefined ? '' : ` · only ${fault.subdomain}`}</small
              ></span
            >
          </li>`,
      )}
    </ol>
    ${open.length === 0 ? null : button(`${base}/failures/clear`, 'Call them off', {})}
  </section>`;
}

function faultWords(fault: Fault): string {
  const words = faultKinds.find(([kind]) => kind === fault.kind)?.[1] ?? fault.kind;
  switch (fault.kind) {
    case 'status':
      return `Answer ${fault.status}, do nothing`;
    case 'delay':
      return `${words} by ${fault.ms} ms`;
    case 'huge_body':
      return `${words} of ${fault.megabytes} MB`;
    default:
      return words;
  }
}

function disorders({ context, base }: Desk): Markup {
  const open = context.webhooks.disorders.open();
  const waiting = context.webhooks.waiting().length;
  return html`<section class="panel" aria-labelledby="hooks-head">
    <h2 id="hooks-head">Webhooks</h2>
    <p class="hint">
      ${plural(waiting, 'hook waits', 'hooks wait')} for the clock to be sent or tried again.
    </p>
    ${open.length === 0 ? html`<p class="empty">Hooks go out in their order, each once.</p>` : null}
    <ol class="list">
      ${open.map(
        (one) =>
          html`<li>
            <span
              ><b>${disorderKinds.find(([kind]) => kind === one.kind)?.[1] ?? one.kind}</b
              ><small
                >${plural(one.times, 'time', 'times')}${one.code === undefined ? '' : ` · ${one.code}`}${one.subdomain === undefined ? '' : ` · only ${one.subdomain}`}</small
              ></span
            >
          </li>`,
      )}
    </ol>
    <div class="pair">
      ${open.length === 0 ? null : button(`${base}/failures/order`, 'Call them off', {})}
      ${button(`${base}/failures/flush`, 'Send what is held back', {})}
    </div>
  </section>`;
}

function limits({ context, base }: Desk): Markup {
  const rules = context.limiter.rules();
  return html`<section class="panel" aria-labelledby="limit-head">
    <h2 id="limit-head">Limits</h2>
    <p class="marks">
      <span class="badge ${rules.isOn ? 'bad' : 'good'}"
        >${rules.isOn ? 'Limiter on' : 'Limiter off'}</span
      >
    </p>
    <p class="hint">
      ${rules.perCaller} requests a second for an integration, ${rules.perAccount} for an account;
      then 429, and 403 after ${rules.blockAfter} refusals in a minute.
    </p>
    <form class="stack" method="post" action="${base}/failures/limits" data-stay>
      <div class="cells">
        <p class="field">
          <label for="limit-on">Limiter</label
          ><select id="limit-on" name="on">
            ${option('1', 'On', rules.isOn)}${option('0', 'Off', !rules.isOn)}
          </select>
        </p>
        <p class="field">
          <label for="limit-caller">A second</label
          ><input
            id="limit-caller"
            name="perCaller"
            type="number"
            min="1"
            max="10000"
            value="${rules.perCaller}"
            required
          />
        </p>
        <p class="field">
          <label for="limit-block">Refusals to a block</label
          ><input
            id="limit-block"
            name="blockAfter"
            type="number"
            min="1"
            max="100000"
            value="${rules.blockAfter}"
            required
          />
        </p>
      </div>
      <button>Save the limits</button>
    </form>
    ${button(`${base}/failures/lift`, 'Lift every block', {})}
  </section>`;
}
