import { isIncoming } from '../api/cards/stages.ts';
import { canSeeCompany, canSeeContact } from '../api/rights.ts';
import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Lead, Task } from '../store/model.ts';
import { boardAddress, stageName } from './board-page.ts';
import type { Desk } from './desk.ts';
import { fieldInput, leadFields, shownValue } from './field-inputs.ts';
import { localInput, moment, money, nameOf } from './format.ts';
import type { DeskPage } from './layout.ts';
import { activeUsers, button, confirmed, option } from './parts.ts';
import { timelineOf } from './timeline.ts';

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
    ${timeline(desk, lead)}`;
}

function card(desk: Desk, lead: Lead): Markup {
  return html`<div class="twin">
    <div class="side">
      ${mainForm(desk, lead)} ${people(desk, lead)} ${tagBlock(desk, lead)} ${endings(desk, lead)}
    </div>
    <div>${tasks(desk, lead)} ${noteForm(desk, lead)} ${timeline(desk, lead)}</div>
  </div>`;
}

function mainForm({ account, base }: Desk, lead: Lead): Markup {
  const fields = leadFields(account);
  const values = new Map(lead.fields.map((field) => [field.field_id, field]));
  return html`<section class="panel" aria-labelledby="lead-head">
    <h2 id="lead-head">Lead</h2>
    <form class="stack" method="post" action="${base}/leads/${lead.id}/save" data-stay>
      <p class="field">
        <label for="name">Name</label
        ><input id="name" name="name" required maxlength="255" value="${lead.name}" />
      </p>
      <p class="field">
        <label for="price">Price, ${account.currency}</label
        ><input id="price" name="price" type="number" min="0" step="1" value="${lead.price}" />
      </p>
      <p class="field">
        <label for="stage">Stage</label>
        <select id="stage" name="stage">
          ${account.pipelines.map(
            (pipeline) =>
              html`<optgroup label="${pipeline.name}">
                ${[...pipeline.statuses]
                  .filter((status) => !isIncoming(status) || isHere(lead, pipeline.id, status.id))
                  .sort((a, b) => a.sort - b.sort)
                  .map((status) =>
                    option(
                      `${pipeline.id}/${status.id}`,
                      status.name,
                      isHere(lead, pipeline.id, status.id),
                    ),
                  )}
              </optgroup>`,
          )}
        </select>
      </p>
      <p class="field">
        <label for="reason">Loss reason</label>
        <select id="reason" name="reason" aria-describedby="reason-hint">
          ${option('', 'None', lead.lossReasonId === null)}
          ${account.lossReasons.map((reason) => option(reason.id, reason.name, reason.id === lead.lossReasonId))}
        </select>
        <small id="reason-hint">Counts for a lost lead only.</small>
      </p>
      <p class="field">
        <label for="owner">Responsible</label>
        <select id="owner" name="responsible">
          ${activeUsers(account).some(({ id }) => id === lead.responsibleUserId) ? null : option('', nameOf(account, lead.responsibleUserId), true)}
          ${activeUsers(account).map((user) => option(user.id, user.name, user.id === lead.responsibleUserId))}
        </select>
      </p>
      ${
        lead.fields.length === 0
          ? null
          : html`<dl class="facts">
              ${lead.fields.map(
                (field) =>
                  html`<dt>${field.field_name}</dt>
                    <dd>${shownValue(account, field.field_type, field.values)}</dd>`,
              )}
            </dl>`
      }
      <details id="fields">
        <summary>Change the fields</summary>
        ${fields.map((field) => fieldInput(account, field, values.get(field.id)))}
      </details>
      <button class="main">Save</button>
    </form>
  </section>`;
}

function isHere(lead: Lead, pipelineId: number, statusId: number): boolean {
  return lead.pipelineId === pipelineId && lead.statusId === statusId;
}

function people(desk: Desk, lead: Lead): Markup {
  const { account, base, viewer } = desk;
  const here = `${base}/leads/${lead.id}`;
  const contacts = lead.contactIds
    .flatMap((id) => account.contacts.get(id) ?? [])
    .filter(({ isDeleted }) => !isDeleted);
  const company = lead.companyId === null ? undefined : account.companies.get(lead.companyId);
  const hidden = html`<li><span>Not for ${desk.person.name} to see</span></li>`;
  return html`<section class="panel" aria-labelledby="people-head">
    <h2 id="people-head">Contacts and company</h2>
    <ul class="list">
      ${contacts.map((contact, place) =>
        canSeeContact(viewer, account, contact)
          ? html`<li>
              <span
                ><b>${contact.name}</b>${place === 0 ? ' · main contact' : ''}
                ${contact.fields.map((field) => html`<small>${field.field_name}: ${shownValue(account, field.field_type, field.values)}</small>`)}
              </span>
              ${button(`${here}/unlink`, 'Unlink', { kind: 'contacts', id: contact.id })}
            </li>`
          : hidden,
      )}
      ${
        company === undefined || company.isDeleted
          ? null
          : canSeeCompany(viewer, account, company)
            ? html`<li>
                <span><b>${company.name}</b> · company</span
                >${button(`${here}/unlink`, 'Unlink', { kind: 'companies', id: company.id })}
              </li>`
            : hidden
      }
      ${contacts.length === 0 && company === undefined ? html`<li class="empty">Nobody yet</li>` : null}
    </ul>
    <details id="add-person">
      <summary>Add a contact or a company</summary>
      <form class="stack" method="post" action="${here}/link" data-stay>
        <p class="field">
          <label for="kind">Kind</label
          ><select id="kind" name="kind">
            ${option('contacts', 'Contact', true)}${option('companies', 'Company', false)}
          </select>
        </p>
        <p class="field">
          <label for="person-name">Name</label
          ><input id="person-name" name="name" required maxlength="255" />
        </p>
        <p class="field">
          <label for="person-phone">Phone</label
          ><input id="person-phone" name="phone" type="tel" maxlength="40" />
        </p>
        <button>Add</button>
      </form>
    </details>
  </section>`;
}

function tagBlock({ base }: Desk, lead: Lead): Markup {
  const here = `${base}/leads/${lead.id}`;
  return html`<section class="panel" aria-labelledby="tags-head">
    <h2 id="tags-head">Tags</h2>
    ${
      lead.tags.length === 0
        ? html`<p class="empty">No tags</p>`
        : html`<ul class="list">
            ${lead.tags.map((tag) => html`<li><span>${tag.name}</span>${button(`${here}/untag`, 'Remove', { tag: tag.id })}</li>`)}
          </ul>`
    }
    <form class="inline" method="post" action="${here}/tag" data-stay>
      <label for="tag">New tag</label
      ><input id="tag" name="name" required maxlength="100" /><button>Add</button>
    </form>
  </section>`;
}

function endings({ base }: Desk, lead: Lead): Markup {
  const here = `${base}/leads/${lead.id}`;
  return html`<section class="panel last" aria-labelledby="end-head">
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

function tasks(desk: Desk, lead: Lead): Markup {
  const { account, base, context } = desk;
  const now = context.clock.now();
  const all = [...account.tasks.values()].filter(
    ({ entityType, entityId }) => entityType === 'leads' && entityId === lead.id,
  );
  const open = all
    .filter(({ isCompleted }) => !isCompleted)
    .sort((a, b) => a.completeTill - b.completeTill);
  const done = all
    .filter(({ isCompleted }) => isCompleted)
    .sort((a, b) => b.updatedAt - a.updatedAt);
  return html`<section class="panel" aria-labelledby="tasks-head">
    <h2 id="tasks-head">Tasks</h2>
    ${
      open.length === 0
        ? html`<p class="empty">Nothing to be done</p>`
        : html`<ul class="list">
            ${open.map((task) => openTask(desk, task, now))}
          </ul>`
    }
    <details id="add-task">
      <summary>Add a task</summary>
      <form class="stack" method="post" action="${base}/leads/${lead.id}/task" data-stay>
        <p class="field">
          <label for="task-text">What is to be done</label
          ><input id="task-text" name="text" required maxlength="500" />
        </p>
        <p class="field">
          <label for="task-till">Until (${account.timezone})</label
          ><input
            id="task-till"
            name="till"
            type="datetime-local"
            required
            value="${localInput(account, now + 86_400)}"
          />
        </p>
        <p class="field">
          <label for="task-type">Type</label
          ><select id="task-type" name="type">
            ${account.taskTypes.map((type) => option(type.id, type.name, false))}
          </select>
        </p>
        <p class="field">
          <label for="task-owner">For</label
          ><select id="task-owner" name="responsible">
            ${activeUsers(account).map((user) => option(user.id, user.name, user.id === desk.person.id))}
          </select>
        </p>
        <button>Add the task</button>
      </form>
    </details>
    ${
      done.length === 0
        ? null
        : html`<details id="done-tasks">
            <summary>Done: ${done.length}</summary>
            <ul class="list">
              ${done.map(
                (task) =>
                  html`<li>
                    <span
                      >${task.text}<small
                        >${task.result === null || task.result === '' ? 'No result written' : `Result: ${task.result}`}
                        · ${nameOf(account, task.responsibleUserId)}</small
                      ></span
                    >
                  </li>`,
              )}
            </ul>
          </details>`
    }
  </section>`;
}

function openTask({ account, base }: Desk, task: Task, now: number): Markup {
  const isLate = task.completeTill < now;
  return html`<li class="task-row">
    <span
      ><b>${task.text}</b
      ><small class="${isLate ? 'late' : ''}"
        >${isLate ? 'Overdue since' : 'Until'} ${moment(account, task.completeTill)} ·
        ${nameOf(account, task.responsibleUserId)}</small
      ></span
    >
    <form class="inline" method="post" action="${base}/tasks/${task.id}/complete" data-stay>
      <label for="result-${task.id}">Result</label
      ><input id="result-${task.id}" name="result" maxlength="500" /><button>Complete</button>
    </form>
  </li>`;
}

function noteForm({ base }: Desk, lead: Lead): Markup {
  return html`<section class="panel" aria-labelledby="note-head">
    <h2 id="note-head">New note</h2>
    <form class="stack" method="post" action="${base}/leads/${lead.id}/note" data-stay>
      <p class="field">
        <label for="note">Words</label
        ><textarea id="note" name="text" rows="3" required maxlength="10000"></textarea>
      </p>
      <button>Write the note</button>
    </form>
  </section>`;
}

function timeline({ account }: Desk, lead: Lead): Markup {
  const lines = timelineOf(account, lead);
  return html`<section class="panel" aria-labelledby="time-head">
    <h2 id="time-head">Timeline</h2>
    ${lines.length === 0 ? html`<p class="empty">Nothing has happened yet</p>` : null}
    <ol class="timeline">
      ${lines.map(
        (line) =>
          html`<li class="${line.text === null ? '' : 'said'}">
            <p>
              <b>${nameOf(account, line.userId)}</b> ${line.what}${line.isPinned ? ' · pinned' : ''}
            </p>
            ${line.text === null ? null : html`<blockquote>${line.text}</blockquote>`}
            <small>${moment(account, line.at)}</small>
          </li>`,
      )}
    </ol>
  </section>`;
}
