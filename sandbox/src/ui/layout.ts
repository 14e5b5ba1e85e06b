import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Desk } from './desk.ts';
import { isSeated } from './desk.ts';
import { mark } from './mark.ts';
import type { Notice } from './notices.ts';

/** The pages of the desk, in the order of their links. */
export const sections = [
  ['board', 'Board'],
  ['trash', 'Trash'],
  ['people', 'People'],
  ['integration', 'Integration'],
  ['failures', 'Failures'],
  ['log', 'Log'],
  ['clock', 'Clock'],
] as const;
export type Section = (typeof sections)[number][0];

/** One page of the desk before it is sent. */
export interface DeskPage {
  readonly section: Section;
  readonly title: string;
  /** Above what is live: forms that must not be touched while somebody fills them in. */
  readonly head?: Markup | null;
  /** Renewed while the page is open. */
  readonly live: Markup;
  readonly isWide?: boolean;
}

export function deskPage(desk: Desk, page: DeskPage, notice: Notice | null): string {
  const { account, person, base } = desk;
  const links = sections.map(([section, name]) => {
    const current = section === page.section ? html`aria-current="page"` : null;
    return html`<a href="${base}/${section}" ${current}>${name}</a>`;
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · ${account.name} · amoCRM sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/desk/desk.css" />
        <script src="/desk/desk.js" defer></script>
      </head>
      <body data-mark="${mark(desk)}" data-pulse="${base}/pulse">
        <a class="skip" href="#main">Skip to the page</a>
        <header>
          <a class="brand" href="/desk"><b>amoCRM</b> <span class="pill">sandbox desk</span></a>
          ${switchForm(desk, page.section)}
          <nav aria-label="Desk">${links}</nav>
        </header>
        <main id="main" class="${page.isWide === true ? 'wide' : ''}" tabindex="-1">
          <div id="said" role="status">${notice === null ? null : noticeBox(notice)}</div>
          ${isSeated(desk) ? null : html`<p class="note warn">${person.name} has no open seat in this account: the pages can be read, nothing can be changed in their name.</p>`}
          ${page.head ?? null}
          <div id="live">${page.live}</div>
        </main>
      </body>
    </html>`.markup;
}

export function noticeBox({ isGood, words }: Notice): Markup {
  return html`<p class="note ${isGood ? 'good' : 'bad'}">
    <b>${isGood ? 'Done.' : 'Refused.'}</b> ${words}
  </p>`;
}

/** For whoever came to an address where nothing is, or from where nobody is let in. */
export function plainPage(title: string, words: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · amoCRM sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/desk/desk.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="lead">${words}</p>
          <a class="button main" href="/desk">To the desk</a>
        </main>
      </body>
    </html>`.markup;
}

/** Any person of any account: the desk asks for no password. */
function switchForm({ context, account, person }: Desk, section: Section): Markup {
  return html`<form class="switch" action="/desk/switch" method="get">
    <input type="hidden" name="section" value="${section}" />
    <label for="who">You act as</label>
    <select id="who" name="who">
      ${context.world.accounts().map(
        (one) =>
          html`<optgroup label="${one.name}">
            ${one.users.map((user) => {
              const isThis = one.id === account.id && user.id === person.id;
              const role = user.isActive ? (user.isAdmin ? ' (admin)' : '') : ' (seat closed)';
              return html`<option value="${one.id}/${user.id}" ${isThis ? html`selected` : null}>
                ${user.name}${role}
              </option>`;
            })}
          </optgroup>`,
      )}
    </select>
    <button>Switch</button>
  </form>`;
}
