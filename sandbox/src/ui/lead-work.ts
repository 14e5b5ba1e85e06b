import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Lead, Task } from '../store/model.ts';
import type { Desk } from './desk.ts';
import { localInput, moment, nameOf } from './format.ts';
import { activeUsers, option } from './parts.ts';
import { timelineOf } from './timeline.ts';

/** What is to be done about a lead, and what was. */
export function leadTasks(desk: Desk, lead: Lead): Markup {
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

export function noteForm({ base }: Desk, lead: Lead): Markup {
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

export function leadTimeline({ account }: Desk, lead: Lead): Markup {
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
