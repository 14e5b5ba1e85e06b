import type { Account, User } from '../store/model.ts';
import { html, trusted } from './html.ts';
import type { Markup } from './html.ts';
import { style } from './style.ts';
import type { Language, Words } from './words.ts';
import { words } from './words.ts';

/** A page before it is sent; the nonce goes into the policy that lets its own style in. */
export interface PageFrame {
  readonly language: Language;
  readonly nonce: string;
  /** Address of this page in another language; null when it cannot be asked for again. */
  readonly inLanguage: ((language: Language) => string) | null;
}

/** What the consent form shows. */
export interface ConsentView {
  readonly integrationName: string;
  readonly accounts: readonly { account: Account; domain: string; href: string }[];
  readonly chosen: Account;
  readonly users: readonly { user: User; mayGrant: boolean }[];
  readonly selectedUserId: number | null;
  /** Then nobody else can be played. */
  readonly isSignedIn: boolean;
  readonly formNonce: string;
}

export function consentPage(frame: PageFrame, view: ConsentView): string {
  const say = words[frame.language];
  return whole(
    frame,
    say.title,
    html`<div class="card">
      <div class="head">
        <div class="badge" aria-hidden="true">${initials(view.integrationName)}</div>
        <h1>
          ${say.asks[0]}
          <b>${say.quotes[0]}${view.integrationName}${say.quotes[1]}</b> ${say.asks[1]}
        </h1>
      </div>
      <form method="post" action="/oauth?lang=${frame.language}">
        <input type="hidden" name="form" value="${view.formNonce}" />
        <div class="cols">
          <div>
            <section class="accounts" aria-labelledby="accounts">
              <h2 id="accounts">${say.account}</h2>
              <div class="rows">${view.accounts.map((one) => accountRow(one, view.chosen))}</div>
            </section>
            <section aria-labelledby="access">
              <h2 id="access">${say.access}</h2>
              <ul>
                ${say.scopes.map((scope) => html`<li><span>${scope}</span></li>`)}
              </ul>
            </section>
          </div>
          <div role="radiogroup" aria-labelledby="users">
            <h2 id="users">${say.user}</h2>
            ${view.isSignedIn ? null : html`<p class="hint">${say.userHint}</p>`}
            ${view.chosen.isIntegrationOn ? null : html`<p class="warn">${say.adminFirst}</p>`}
            <div class="rows">
              ${view.users.map((one) => userRow(say, one, one.user.id === view.selectedUserId))}
            </div>
          </div>
        </div>
        <div class="foot">
          <p>${say.after}</p>
          <button class="no" name="decision" value="deny" data-testid="deny" formnovalidate>
            ${say.deny}
          </button>
          <button class="yes" name="decision" value="allow" data-testid="allow">
            ${say.allow}
          </button>
        </div>
      </form>
    </div>`,
  );
}

function accountRow(
  { account, domain, href }: ConsentView['accounts'][number],
  chosen: Account,
): Markup {
  const current = account.id === chosen.id ? html`aria-current="true"` : null;
  return html`<a class="row" href="${href}" data-testid="account-${account.subdomain}" ${current}>
    <span class="face square" aria-hidden="true">${initials(account.name)}</span>
    <span class="text"><b>${account.name}</b><small>${domain}</small></span>
    <span class="tick" aria-hidden="true"></span>
  </a>`;
}

function userRow(
  say: Words,
  { user, mayGrant }: ConsentView['users'][number],
  isSelected: boolean,
): Markup {
  const role = user.isAdmin ? say.administrator : say.sees[user.leads.view];
  const marks = html`${mayGrant ? null : html`disabled`} ${isSelected ? html`checked` : null}`;
  return html`<label class="row" data-testid="user-${user.id}">
    <span class="face" aria-hidden="true">${initials(user.name)}</span>
    <span class="text"><b>${user.name}</b><small>${role}</small></span>
    <input type="radio" name="user_id" value="${user.id}" required ${marks} />
  </label>`;
}

/**
 * What a browser without a session gets in place of the consent page.
 * @param query - of the consent page, which is shown next.
 */
export function signInPage(frame: PageFrame, query: string, isWrong: boolean): string {
  const say = words[frame.language];
  return whole(
    frame,
    say.signInTitle,
    html`<div class="card narrow">
      <form method="post" action="/oauth/sign-in?${query}">
        <div class="message">
          <h1><b>${say.signInTitle}</b></h1>
          <p>${say.signInText}</p>
          ${isWrong ? html`<p class="warn" role="alert">${say.signInWrong}</p>` : null}
          <label class="field"
            >${say.email}
            <input type="email" name="email" autocomplete="username" required data-testid="email"
          /></label>
          <label class="field"
            >${say.password}
            <input
              type="password"
              name="password"
              autocomplete="current-password"
              required
              data-testid="password"
          /></label>
          <button class="yes" data-testid="sign-in">${say.signIn}</button>
        </div>
      </form>
    </div>`,
  );
}

/** A page that only says something, with one way on. */
export function messagePage(
  frame: PageFrame,
  message: { title: string; text: string; link: { href: string; text: string } | null },
): string {
  const { link } = message;
  return whole(
    frame,
    message.title,
    html`<div class="card narrow">
      <div class="message">
        <h1><b>${message.title}</b></h1>
        <p>${message.text}</p>
        ${link === null ? null : html`<a class="button yes" href="${link.href}">${link.text}</a>`}
      </div>
    </div>`,
  );
}

/**
 * The front page of the common host: what runs here and which accounts it has.
 * @param deskHref - where their own pages are; null while control is off.
 */
export function frontPage(
  frame: PageFrame,
  accounts: readonly { account: Account; domain: string }[],
  deskHref: string | null,
): string {
  const say = words[frame.language];
  const rows = accounts.map(
    ({ account, domain }) =>
      html`<div class="row plain">
        <span class="face square" aria-hidden="true">${initials(account.name)}</span>
        <span class="text"><b>${account.name}</b><small>${domain}</small></span>
      </div>`,
  );
  return whole(
    frame,
    say.frontTitle,
    html`<div class="card narrow">
      <div class="head"><h1>${say.frontTitle}</h1></div>
      <div class="body">
        <section>
          <h2>${say.frontText}</h2>
          <div class="rows">${rows}</div>
        </section>
        ${deskHref === null ? null : html`<a class="button yes" href="${deskHref}">${say.desk}</a>`}
      </div>
    </div>`,
  );
}

/** `mode=popup`: sends the window that opened this one on, and closes. */
export function popupPage(frame: PageFrame, target: string): string {
  const say = words[frame.language];
  // The address sits in an attribute, so that the script holds nothing that came from outside.
  const script = `const to=document.getElementById('on').href;if(window.opener){window.opener.location.href=to;window.close()}else{location.replace(to)}`;
  return whole(
    frame,
    say.title,
    html`<div class="card narrow">
        <div class="message">
          <h1>${say.returning}</h1>
          <a class="button yes" id="on" href="${target}">${say.goOn}</a>
        </div>
      </div>
      <script nonce="${frame.nonce}">
        ${trusted(script)};
      </script>`,
  );
}

function whole(frame: PageFrame, title: string, body: Markup): string {
  const say = words[frame.language];
  const { inLanguage } = frame;
  const languages: readonly Language[] = ['ru', 'en'];
  const links =
    inLanguage === null
      ? null
      : html`<nav aria-label="${say.language}">
          ${languages.map((language) => {
            const current = language === frame.language ? html`aria-current="true"` : null;
            return html`<a href="${inLanguage(language)}" hreflang="${language}" ${current}
              >${language.toUpperCase()}</a
            >`;
          })}
        </nav>`;
  return html`<!doctype html>
    <html lang="${frame.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · amoCRM</title>
        <link rel="icon" href="data:," />
        <style nonce="${frame.nonce}">
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header>
          <span class="mark">amoCRM</span><span class="pill">${say.sandbox}</span>${links}
        </header>
        <main>${body}</main>
      </body>
    </html>`.markup;
}

function initials(name: string): string {
  const parts = name.split(/[\s«»"]+/u).filter((part) => /^\p{L}/u.test(part));
  return parts
    .slice(0, 2)
    .map((part) => String.fromCodePoint(part.codePointAt(0) ?? 0))
    .join('')
    .toUpperCase();
}
