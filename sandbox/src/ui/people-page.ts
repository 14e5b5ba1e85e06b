import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Account, Reach, User } from '../store/model.ts';
import type { Desk } from './desk.ts';
import type { DeskPage } from './layout.ts';
import { button, confirmed, option } from './parts.ts';

const reaches: readonly (readonly [Reach, string])[] = [
  ['A', 'All leads'],
  ['G', 'Their group’s'],
  ['M', 'Their own'],
  ['D', 'None'],
];

/** The account's people: seats, administrators, and what each may see and change. */
export function peoplePage({ account, base, person }: Desk): DeskPage {
  return {
    section: 'people',
    title: 'People',
    head: html`<h1>People of ${account.name}</h1>
      <p class="lead">
        What is changed here is changed by the sandbox itself, whoever you act as. Client programs
        meet it with their next call.
      </p>`,
    live: html`<div class="grid">
      ${account.users.map((user) => card(account, user, base, user.id === person.id))}
    </div>`,
  };
}

function card(account: Account, user: User, base: string, isYou: boolean): Markup {
  const here = `${base}/people/${user.id}`;
  const group = account.groups.find(({ id }) => id === user.groupId)?.name ?? 'No group';
  const state = user.isActive ? 'Seat open' : 'Seat closed';
  return html`<section class="panel" aria-labelledby="user-${user.id}" id="person-${user.id}">
    <h2 id="user-${user.id}">${user.name}</h2>
    <p class="marks">
      <span class="badge ${user.isActive ? 'good' : 'bad'}">${state}</span>
      ${user.isAdmin ? html`<span class="badge">Administrator</span>` : null}
      ${user.isFree ? html`<span class="badge">Free seat</span>` : null}
      ${isYou ? html`<span class="badge">You act as</span>` : null}
    </p>
    <p class="hint">${user.email}<br />${group} · number ${user.id}</p>
    <div class="pair">
      ${
        user.isActive
          ? confirmed(
              `${here}/seat`,
              'Close the seat',
              'What the person owns stays with them. Their tokens stop working, unless an administrator gave them.',
              { open: '0' },
            )
          : button(`${here}/seat`, 'Open the seat', { open: '1' })
      }
      ${button(`${here}/admin`, user.isAdmin ? 'Take administrator away' : 'Make administrator', { admin: user.isAdmin ? '0' : '1' })}
    </div>
    <details id="rights-${user.id}">
      <summary>Rights: sees ${words(user.leads.view)}, changes ${words(user.leads.edit)}</summary>
      ${user.isAdmin ? html`<p class="hint">An administrator sees and changes everything; these count when that is taken away.</p>` : null}
      <form class="stack" method="post" action="${here}/rights" data-stay>
        ${rightField(user, 'view', 'Sees')} ${rightField(user, 'edit', 'Changes')}
        ${rightField(user, 'delete', 'Deletes')}
        <button>Save the rights</button>
      </form>
    </details>
  </section>`;
}

function words(reach: Reach): string {
  return (reaches.find(([one]) => one === reach)?.[1] ?? '').toLowerCase();
}

function rightField(user: User, right: 'view' | 'edit' | 'delete', name: string): Markup {
  const id = `${right}-${user.id}`;
  return html`<p class="field">
    <label for="${id}">${name}</label>
    <select id="${id}" name="${right}">
      ${reaches.map(([reach, told]) => option(reach, told, user.leads[right] === reach))}
    </select>
  </p>`;
}
