import { canSeeLead } from '../api/rights.ts';
import { html } from '../consent/html.ts';
import type { Desk } from './desk.ts';
import { moment, money, nameOf, plural } from './format.ts';
import type { DeskPage } from './layout.ts';
import { button } from './parts.ts';

const most = 200;

/** Deleted leads, the last one first. */
export function trashPage({ account, viewer, base }: Desk): DeskPage {
  const leads = [...account.leads.values()]
    .filter((lead) => lead.isDeleted && canSeeLead(viewer, account, lead))
    .sort((a, b) => b.updatedAt - a.updatedAt || b.id - a.id);
  return {
    section: 'trash',
    title: 'Trash',
    head: html`<h1>Trash</h1>
      <p class="lead">
        The API deletes nothing and lists only the numbers of what is in here. People put leads in,
        and take them out.
      </p>`,
    live: html`<section class="panel" aria-label="Deleted leads">
      <p class="hint">
        ${plural(leads.length, 'lead', 'leads')}${leads.length > most ? ', the last 200 of them:' : ''}
      </p>
      ${leads.length === 0 ? html`<p class="empty">The trash is empty. Delete a lead on its own page and it lies here.</p>` : null}
      <ul class="list">
        ${leads.slice(0, most).map(
          (lead) =>
            html`<li>
              <span
                ><a href="${base}/leads/${lead.id}"><b>${lead.name}</b></a
                ><small
                  >${money(account, lead.price)} · by ${nameOf(account, lead.updatedBy)},
                  ${moment(account, lead.updatedAt)}</small
                ></span
              >
              ${button(`${base}/leads/${lead.id}/restore`, 'Restore', {})}
            </li>`,
        )}
      </ul>
    </section>`,
  };
}
