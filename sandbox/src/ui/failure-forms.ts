import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Fault } from '../control/faults.ts';
import type { Disorder } from '../webhooks/disorder.ts';
import type { Desk } from './desk.ts';
import { option } from './parts.ts';

/** In words, and in the order of their list. */
export const faultKinds: readonly (readonly [Fault['kind'], string])[] = [
  ['status', 'Answer with a status, do nothing'],
  ['delay', 'Answer late'],
  ['drop_response', 'Do the work, then cut the line'],
  ['half_body', 'Do the work, send half of the answer'],
  ['no_response', 'Never answer, do nothing'],
  ['html_200', 'A page where JSON was due'],
  ['huge_body', 'A huge answer'],
  ['rewrite', 'Do the work, change the JSON answer'],
];

export const disorderKinds: readonly (readonly [Disorder['kind'], string])[] = [
  ['lose', 'Lose it'],
  ['double', 'Send it twice'],
  ['reorder', 'Send it after the next one'],
  ['delay', 'Send it late'],
];

/** One order to misbehave. */
export function faultForm({ base, account }: Desk): Markup {
  return html`<section class="panel" aria-labelledby="fault-head">
    <h2 id="fault-head">Break the next answers</h2>
    <form class="stack" method="post" action="${base}/failures/fault" data-stay>
      <p class="field">
        <label for="fault-kind">What goes wrong</label
        ><select id="fault-kind" name="kind" data-shows>
          ${faultKinds.map(([kind, words]) => option(kind, words, kind === 'status'))}
        </select>
      </p>
      <div class="cells">
        <p class="field">
          <label for="fault-match">Which requests</label
          ><input
            id="fault-match"
            name="match"
            value="api"
            required
            list="matches"
            aria-describedby="match-hint"
          /><small id="match-hint">api, token, or the beginning of a path</small>
        </p>
        <p class="field">
          <label for="fault-times">How many</label
          ><input
            id="fault-times"
            name="times"
            type="number"
            min="1"
            max="100000"
            value="1"
            required
          />
        </p>
      </div>
      <datalist id="matches">
        <option value="api"></option>
        <option value="token"></option>
        <option value="/api/v4/leads"></option>
        <option value="/oauth"></option>
      </datalist>
      <p class="field">
        <label for="fault-place">Where</label
        ><select id="fault-place" name="place">
          ${option('', 'Every account', true)}${option(account.subdomain, `Only ${account.name}`, false)}
        </select>
      </p>
      <div class="cells" data-for="status">
        <p class="field">
          <label for="fault-status">Status</label
          ><input id="fault-status" name="status" type="number" min="400" max="599" value="502" />
        </p>
        <p class="field">
          <label for="fault-format">Shape</label
          ><select id="fault-format" name="format">
            ${option('', 'As usual for it', true)}${option('json', 'JSON', false)}${option('html', 'A page', false)}
          </select>
        </p>
        <p class="field">
          <label for="fault-retry">retry_after of a 429</label
          ><input id="fault-retry" name="retryAfter" type="number" min="0" />
        </p>
      </div>
      <p class="field" data-for="delay">
        <label for="fault-ms">Milliseconds late</label
        ><input id="fault-ms" name="ms" type="number" min="0" max="120000" value="5000" />
      </p>
      <p class="field" data-for="huge_body">
        <label for="fault-size">Megabytes</label
        ><input id="fault-size" name="megabytes" type="number" min="1" max="100" value="50" />
      </p>
      <div class="stack" data-for="rewrite">
        <p class="field">
          <label for="fault-set">Keys to put in, as JSON</label
          ><textarea id="fault-set" name="set" rows="2" spellcheck="false">{}</textarea>
        </p>
        <p class="field">
          <label for="fault-remove">Keys to leave out, with commas between</label
          ><input id="fault-remove" name="remove" />
        </p>
        <p class="field">
          <label for="fault-type">Content type</label
          ><input id="fault-type" name="contentType" placeholder="application/json" />
        </p>
      </div>
      <button class="main">Order it</button>
    </form>
  </section>`;
}

/** One order to deliver hooks badly. */
export function disorderForm({ base, account }: Desk): Markup {
  return html`<section class="panel" aria-labelledby="disorder-head">
    <h2 id="disorder-head">Disturb the next webhooks</h2>
    <form class="stack" method="post" action="${base}/failures/disorder" data-stay>
      <p class="field">
        <label for="disorder-kind">What happens to a hook</label
        ><select id="disorder-kind" name="kind" data-shows>
          ${disorderKinds.map(([kind, words]) => option(kind, words, false))}
        </select>
      </p>
      <div class="cells">
        <p class="field">
          <label for="disorder-times">How many</label
          ><input
            id="disorder-times"
            name="times"
            type="number"
            min="1"
            max="100000"
            value="1"
            required
          />
        </p>
        <p class="field">
          <label for="disorder-code">Only of this kind</label
          ><input id="disorder-code" name="code" placeholder="update_lead" />
        </p>
      </div>
      <p class="field">
        <label for="disorder-place">Where</label
        ><select id="disorder-place" name="place">
          ${option('', 'Every account', true)}${option(account.subdomain, `Only ${account.name}`, false)}
        </select>
      </p>
      <p class="field" data-for="delay">
        <label for="disorder-seconds">Seconds late, by the sandbox's clock</label
        ><input id="disorder-seconds" name="seconds" type="number" min="1" max="86400" value="60" />
      </p>
      <button>Order it</button>
    </form>
  </section>`;
}
