import { html } from '../consent/html.ts';
import type { Desk } from './desk.ts';
import { localInput, moment } from './format.ts';
import type { DeskPage } from './layout.ts';
import { button, option } from './parts.ts';

/** The sandbox's time: tokens, hooks and tasks go by it. */
export function clockPage({ context, account, base }: Desk): DeskPage {
  const { clock } = context;
  const isFrozen = clock.frozenAt() !== null;
  const ahead = clock.offset();
  const state = isFrozen
    ? 'Frozen'
    : ahead === 0
      ? 'The machine’s time'
      : `Running, ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} the machine`;
  return {
    section: 'clock',
    title: 'Clock',
    head: html`<h1>Clock</h1>
      <p class="lead">
        Codes, tokens, tasks and retries of hooks go by this clock. Moved ahead, what was due on the
        way happens in its order.
      </p>`,
    live: html`<div class="grid">
      <section class="panel" aria-labelledby="now-head">
        <h2 id="now-head">Now</h2>
        <p class="now">${moment(account, clock.now())}</p>
        <p class="marks"><span class="badge ${isFrozen ? 'bad' : 'good'}">${state}</span></p>
        <p class="hint">${account.timezone} · Unix ${clock.now()}</p>
        <div class="pair">
          ${isFrozen ? null : button(`${base}/clock/freeze`, 'Freeze it', {})}
          ${button(`${base}/clock/reset`, 'Back to the machine’s time', {})}
        </div>
      </section>
      <section class="panel" aria-labelledby="ahead-head">
        <h2 id="ahead-head">Move it</h2>
        <form class="stack" method="post" action="${base}/clock/advance" data-stay>
          <div class="cells">
            <p class="field">
              <label for="amount">By</label
              ><input
                id="amount"
                name="amount"
                type="number"
                min="1"
                max="100000"
                value="1"
                required
              />
            </p>
            <p class="field">
              <label for="unit">Unit</label
              ><select id="unit" name="unit">
                ${option(60, 'minutes', false)}${option(3600, 'hours', true)}${option(86_400, 'days', false)}
              </select>
            </p>
          </div>
          <button class="main">Advance</button>
        </form>
        <form class="stack" method="post" action="${base}/clock/set" data-stay>
          <p class="field">
            <label for="set">Set to (${account.timezone})</label
            ><input
              id="set"
              name="at"
              type="datetime-local"
              required
              value="${localInput(account, clock.now())}"
            />
          </p>
          <button>Set</button>
        </form>
      </section>
    </div>`,
  };
}
