import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Account, User } from '../store/model.ts';

export function option(value: string | number, name: string, isSelected: boolean): Markup {
  return html`<option value="${value}" ${isSelected ? html`selected` : null}>${name}</option>`;
}

/** Who can be put in charge of something. */
export function activeUsers(account: Account): User[] {
  return account.users.filter(({ isActive }) => isActive);
}

/** A form of one button, for what can be taken back. */
export function button(
  action: string,
  words: string,
  values: Readonly<Record<string, string | number>>,
): Markup {
  return html`<form method="post" action="${action}" data-stay>
    ${hidden(values)}<button>${words}</button>
  </form>`;
}

/** A button behind a question, for what cannot be taken back. Works without scripts, and by keyboard. */
export function confirmed(
  action: string,
  words: string,
  question: string,
  values: Readonly<Record<string, string | number>>,
): Markup {
  return html`<details class="pop">
    <summary class="button danger">${words}…</summary>
    <form class="stack" method="post" action="${action}" data-stay>
      ${hidden(values)}
      <p>${question}</p>
      <button class="bad">Yes: ${words.toLowerCase()}</button>
    </form>
  </details>`;
}

export function hidden(values: Readonly<Record<string, string | number>>): Markup[] {
  return Object.entries(values).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
}
