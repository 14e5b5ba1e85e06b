import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Lead } from '../store/model.ts';
import { boardAddress, stageName } from './board-page.ts';
import type { Desk } from './desk.ts';
import { money, nameOf } from './format.ts';
import type { DeskPage } from './layout.ts';
import { leadForm } from './lead-form.ts';
import { leadPeople, leadTags } from './lead-people.ts';
import { leadTasks, leadTimeline, noteForm } from './lead-work.ts';
import { button, confirmed } from './parts.ts';

/** One lead: what it is on the left, what happened and what is to be done on the right. */
export function leadPage(desk: Desk, lead: Lead): DeskPage {
  const { account, base } = desk;
  return {
    section: 'board',
    title: lead.name,
    head: html`<p class="crumb">
      <a href="${base}${boardAddress(lead.pipelineId, '')}">Back to the board</a>
    </p>`,
    live: html`<div class="title">
        <h1>${lead.name}</h1>
        <p>
          <b class="price">${money(account, lead.price)}</b> · ${stageName(account, lead)} ·
          ${nameOf(account, lead.responsibleUserId)} · number ${lead.id}
        </p>
      </div>
      ${lead.isDeleted ? trashed(desk, lead) : card(desk, lead)}`,
  };
}

function trashed(desk: Desk, lead: Lead): Markup {
  return html`<div class="note warn">
      <p>This lead is in the trash. The API does not show it.</p>
      ${button(`${desk.base}/leads/${lead.id}/restore`, 'Restore', {})}
    </div>
    ${leadTimeline(desk, lead)}`;
}

function card(desk: Desk, lead: Lead): Markup {
  return html`<div class="twin">
      <div>${leadForm(desk, lead)} ${leadPeople(desk, lead)} ${leadTags(desk, lead)}</div>
      <div>${leadTasks(desk, lead)} ${noteForm(desk, lead)} ${leadTimeline(desk, lead)}</div>
    </div>
    ${endings(desk, lead)}`;
}

function endings({ base }: Desk, lead: Lead): Markup {
  const here = `${base}/leads/${lead.id}`;
  return html`<section class="panel" aria-labelledby="end-head">
    <h2 id="end-head">Merge or delete</h2>
    <details class="pop" id="merge">
      <summary class="button">Merge…</summary>
      <form class="stack" method="post" action="${here}/merge" data-stay>
        <p>
          The other lead goes into the trash; its contacts, tags, notes and tasks come here. This
          cannot be taken back.
        </p>
        <p class="field">
          <label for="other">Number of the other lead</label
          ><input id="other" name="other" type="number" min="1" required />
        </p>
        <button class="bad">Yes: merge it into this lead</button>
      </form>
    </details>
    ${confirmed(`${here}/delete`, 'Delete', 'The lead goes into the trash, from where it can be restored. Its contacts stay.', {})}
  </section>`;
}
