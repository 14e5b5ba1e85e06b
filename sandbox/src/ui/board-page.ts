import { z } from 'zod';
import { mainPipeline } from '../api/cards/stages.ts';
import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Account, Lead, Pipeline, Status, Task, Unsorted } from '../store/model.ts';
import { columnsOf, mainContact, nextTasks, waitingByLead } from './board.ts';
import type { Column } from './board.ts';
import type { Desk } from './desk.ts';
import { count, moment, money, nameOf, plural } from './format.ts';
import type { DeskPage } from './layout.ts';
import { activeUsers, option } from './parts.ts';

const cardsShown = 20;
const mostShown = 500;

export const boardQuery = z.object({
  pipeline: z.coerce.number().int().optional().catch(undefined),
  text: z.string().max(200).catch(''),
  /** The stage that shows more cards, and how many. */
  stage: z.coerce.number().int().optional().catch(undefined),
  size: z.coerce.number().int().min(1).max(mostShown).catch(cardsShown),
});
type BoardQuery = z.output<typeof boardQuery>;

/** The account's leads, stage by stage. */
export function boardPage(desk: Desk, query: BoardQuery): DeskPage {
  const { account, viewer } = desk;
  const pipeline =
    account.pipelines.find(({ id }) => id === query.pipeline) ?? mainPipeline(account);
  if (pipeline === undefined) {
    return { section: 'board', title: 'Board', live: html`<p>This account has no pipeline.</p>` };
  }
  const columns = columnsOf(account, viewer, pipeline, {
    text: query.text.trim().toLowerCase(),
    size: (id) => (id === query.stage ? query.size : cardsShown),
  });
  const shown = {
    desk,
    pipeline,
    query,
    tasks: nextTasks(account),
    waiting: waitingByLead(account),
  };
  const total = columns.reduce((sum, column) => sum + column.count, 0);
  return {
    section: 'board',
    title: `Board: ${pipeline.name}`,
    isWide: true,
    head: tools(desk, pipeline, query),
    live: html`<p class="hint" id="total">
        ${plural(total, 'lead', 'leads')}${query.text === '' ? '' : ` for “${query.text}”`} that
        ${desk.person.name} may see
      </p>
      <div
        class="board"
        id="board"
        tabindex="0"
        role="region"
        aria-label="Stages of ${pipeline.name}"
      >
        ${columns.map((column) => columnBlock(shown, column))}
      </div>`,
  };
}

interface Shown {
  readonly desk: Desk;
  readonly pipeline: Pipeline;
  readonly query: BoardQuery;
  readonly tasks: ReadonlyMap<number, Task>;
  readonly waiting: ReadonlyMap<number, Unsorted>;
}

function tools({ account, base }: Desk, pipeline: Pipeline, query: BoardQuery): Markup {
  return html`<h1>${pipeline.name}</h1>
    <div class="tools">
      <form class="inline" method="get" action="${base}/board" role="search">
        <label for="pipeline">Pipeline</label>
        <select id="pipeline" name="pipeline">
          ${account.pipelines.map((one) => option(one.id, one.name, one.id === pipeline.id))}
        </select>
        <label for="text">Search</label>
        <input
          id="text"
          name="text"
          type="search"
          value="${query.text}"
          placeholder="Name, phone, tag, number"
        />
        <button>Show</button>
      </form>
      <details class="pop" id="new-lead">
        <summary class="button main">New lead</summary>
        <form class="stack" method="post" action="${base}/leads">
          <input type="hidden" name="pipeline" value="${pipeline.id}" />
          <p class="field">
            <label for="new-name">Name</label
            ><input id="new-name" name="name" required maxlength="255" />
          </p>
          <p class="field">
            <label for="new-price">Price, ${account.currency}</label
            ><input id="new-price" name="price" type="number" min="0" step="1" />
          </p>
          <p class="field">
            <label for="new-stage">Stage</label>
            <select id="new-stage" name="status">
              ${ownStages(pipeline).map((status) => option(status.id, status.name, false))}
            </select>
          </p>
          <p class="field">
            <label for="new-owner">Responsible</label>
            <select id="new-owner" name="responsible">
              <option value="">Whoever I act as</option>
              ${activeUsers(account).map((user) => option(user.id, user.name, false))}
            </select>
          </p>
          <button class="main">Add the lead</button>
        </form>
      </details>
    </div>`;
}

/** Stages that a person may put a lead into by hand. */
export function ownStages(pipeline: Pipeline): Status[] {
  return [...pipeline.statuses].filter(({ type }) => type === 0).sort((a, b) => a.sort - b.sort);
}

function columnBlock(shown: Shown, column: Column): Markup {
  const { desk, pipeline, query } = shown;
  const { status } = column;
  const title = `stage-${status.id}`;
  const more = new URLSearchParams({
    pipeline: String(pipeline.id),
    text: query.text,
    stage: String(status.id),
    size: String(Math.min(column.shown.length + 50, mostShown)),
  });
  const drop = column.isIncoming ? null : html`data-drop="${status.id}"`;
  return html`<section class="column" aria-labelledby="${title}" ${drop}>
    <header>
      <svg class="colour" aria-hidden="true" preserveAspectRatio="none">
        <rect width="100%" height="100%" fill="${status.color}" />
      </svg>
      <h2 id="${title}">${status.name}</h2>
      <p>
        <b>${count(column.count)}</b> ${column.count === 1 ? 'lead' : 'leads'}
        <span>${money(desk.account, column.sum)}</span>
      </p>
    </header>
    <div class="cards" id="cards-${status.id}" tabindex="0" role="group" aria-labelledby="${title}">
      ${column.count === 0 ? html`<p class="empty">Nothing here</p>` : null}
      ${column.shown.map((lead) => leadCard(shown, lead, column.isIncoming))}
      ${
        column.shown.length < column.count && column.shown.length < mostShown
          ? html`<a class="button more" href="${desk.base}/board?${more.toString()}#${title}"
              >Show more of ${count(column.count - column.shown.length)}</a
            >`
          : null
      }
    </div>
  </section>`;
}

function leadCard(shown: Shown, lead: Lead, isIncoming: boolean): Markup {
  const { desk, tasks, waiting } = shown;
  const { account, base } = desk;
  const contact = mainContact(account, lead);
  const incoming = waiting.get(lead.id);
  const [first, second, ...others] = lead.tags;
  const tags = [first, second].flatMap((tag) => (tag === undefined ? [] : [tag.name]));
  return html`<article
    class="card"
    id="lead-${lead.id}"
    data-lead="${lead.id}"
    ${isIncoming ? null : html`draggable="true"`}
  >
    <h3><a href="${base}/leads/${lead.id}" draggable="false">${lead.name}</a></h3>
    <p class="row">
      <b class="price">${money(account, lead.price)}</b
      ><span class="who">${nameOf(account, lead.responsibleUserId)}</span>
    </p>
    <p class="meta">${contact?.name ?? 'No contact'}</p>
    ${tags.length === 0 ? null : html`<p class="tags">${tags.map((name) => html`<span>${name}</span>`)}${others.length === 0 ? null : html`<span>+${others.length}</span>`}</p>`}
    ${isIncoming ? null : taskLine(desk, tasks.get(lead.id))}
    ${incoming === undefined ? null : incomingForms(desk, incoming)}
    ${isIncoming ? null : moveForm(shown, lead)}
  </article>`;
}

function taskLine({ account, context }: Desk, task: Task | undefined): Markup {
  if (task === undefined) return html`<p class="task none">No task</p>`;
  const isLate = task.completeTill < context.clock.now();
  return html`<p class="task ${isLate ? 'late' : ''}">
    <b>${isLate ? 'Overdue' : 'Task'}</b> ${moment(account, task.completeTill)}: ${task.text}
  </p>`;
}

function incomingForms(
  { base }: Desk,
  { uid, category, sourceName, pipelineId }: Unsorted,
): Markup {
  const where = html`<input type="hidden" name="pipeline" value="${pipelineId}" />`;
  return html`<p class="meta">${incomingWords[category]} from ${sourceName}</p>
    <div class="pair">
      <form method="post" action="${base}/incoming/${uid}/accept" data-stay>
        ${where}<button class="main">Accept</button>
      </form>
      <details class="pop">
        <summary class="button">Decline…</summary>
        <form class="stack" method="post" action="${base}/incoming/${uid}/decline" data-stay>
          ${where}
          <p>The lead and its contact go into the trash.</p>
          <button class="bad">Yes, decline</button>
        </form>
      </details>
    </div>`;
}

const incomingWords: Readonly<Record<Unsorted['category'], string>> = {
  sip: 'A call',
  mail: 'A mail',
  chats: 'A chat',
  forms: 'A form',
};

function moveForm({ desk, pipeline, query }: Shown, lead: Lead): Markup {
  return html`<form
    class="move"
    method="post"
    action="${desk.base}/leads/${lead.id}/move"
    data-stay
  >
    <input type="hidden" name="pipeline" value="${pipeline.id}" />
    <input type="hidden" name="text" value="${query.text}" />
    <select name="status" required aria-label="Move ${lead.name} to">
      <option value="">Move to…</option>
      ${ownStages(pipeline)
        .filter(({ id }) => id !== lead.statusId)
        .map((status) => option(status.id, status.name, false))}
    </select>
    <button>Move</button>
  </form>`;
}

/** The address of a board, for whoever comes back to it. */
export function boardAddress(pipelineId: number, text: string): string {
  const params = new URLSearchParams({
    pipeline: String(pipelineId),
    ...(text !== '' && { text }),
  });
  return `/board?${params.toString()}`;
}

/** Where a lead stands, in words. */
export function stageName(account: Account, lead: Lead): string {
  const pipeline = account.pipelines.find(({ id }) => id === lead.pipelineId);
  return pipeline?.statuses.find(({ id }) => id === lead.statusId)?.name ?? String(lead.statusId);
}
