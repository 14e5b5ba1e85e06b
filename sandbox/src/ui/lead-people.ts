import { canSeeCompany, canSeeContact } from '../api/rights.ts';
import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Lead } from '../store/model.ts';
import type { Desk } from './desk.ts';
import { shownValue } from './field-inputs.ts';
import { button, option } from './parts.ts';

/** The contacts and the company of a lead, as far as the person may see them. */
export function leadPeople(desk: Desk, lead: Lead): Markup {
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

export function leadTags({ base }: Desk, lead: Lead): Markup {
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
