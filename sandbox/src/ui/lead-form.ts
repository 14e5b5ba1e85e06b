import { isIncoming } from '../api/cards/stages.ts';
import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Lead } from '../store/model.ts';
import type { Desk } from './desk.ts';
import { fieldInput, leadFields, shownValue } from './field-inputs.ts';
import { nameOf } from './format.ts';
import { activeUsers, option } from './parts.ts';

/** What a lead says of itself, to be changed in one go. */
export function leadForm({ account, base }: Desk, lead: Lead): Markup {
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
