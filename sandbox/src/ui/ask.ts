import { companiesRoutes } from '../api/companies.ts';
import { contactsRoutes } from '../api/contacts.ts';
import type { ApiCall } from '../api/envelope.ts';
import { leadsRoutes } from '../api/leads.ts';
import { linksRoutes } from '../api/links.ts';
import { notesRoutes } from '../api/notes.ts';
import { readQuery } from '../api/query.ts';
import type { ApiRoute } from '../api/route.ts';
import { closestTasks } from '../api/shared.ts';
import { tasksRoutes } from '../api/tasks.ts';
import { unsortedRoutes } from '../api/unsorted.ts';
import type { Answer } from '../http/answer.ts';
import type { Desk } from './desk.ts';

const routes: readonly ApiRoute[] = [
  ...leadsRoutes,
  ...contactsRoutes,
  ...companiesRoutes,
  ...linksRoutes,
  ...notesRoutes,
  ...tasksRoutes,
  ...unsortedRoutes,
];

/** One operation of API v4, done at the desk. */
export interface Wanted {
  readonly method: ApiRoute['method'];
  readonly path: ApiRoute['path'];
  /** What stands for `:first` in the path. */
  readonly first?: string | number;
  readonly body: unknown;
}

/**
 * Lets the person at the desk do what the API does, in the same code, with the person's own rights
 * and name: events and webhooks follow as from any other change. The door in front of the API (tokens,
 * limits, subscription) is not passed: people work in amoCRM while their integrations may not.
 */
export async function ask(desk: Desk, wanted: Wanted): Promise<Answer> {
  const { context, account, viewer } = desk;
  const { method, path, body } = wanted;
  const route = routes.find((one) => one.method === method && one.path === path);
  if (route === undefined) throw new Error(`the API has no ${method} ${path}`);
  const first = String(wanted.first ?? '');
  const now = context.clock.now();
  const call: ApiCall = {
    account,
    viewer,
    base: '',
    path: path.replace(':first', first),
    query: readQuery(''),
    params: { first },
    body,
    now,
    commit: (changes, author = viewer.user.id) =>
      context.commit(account, { userId: author, at: now }, changes),
    context,
    closestTask: closestTasks(account),
  };
  return route.handle(call, /^\d{1,15}$/.test(first) ? Number(first) : 0, 0);
}
