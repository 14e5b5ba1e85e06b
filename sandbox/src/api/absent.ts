import { nothing, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { cardKinds } from './cards/kinds.ts';
import type { ApiCall } from './envelope.ts';
import { get, post } from './route.ts';
import type { ApiRoute } from './route.ts';
import { visibleCard } from './visible-card.ts';

/*
 * What an account may have and these have not: lists, customers, talks, subscribers. Reading them says
 * so in the documented way; there is no making them, but 405.
 */

/** https://www.amocrm.ru/developers/content/crm_platform/talks-api: 404 here, not 204. */
const noSuchTalk = problem(404, 'Not Found', 'Talk not found');

/**
 * Customers are switched off in every account (`customers_mode: disabled`). Of the two codes of
 * https://www.amocrm.ru/developers/content/crm_platform/error-codes 426 is that of a function that is
 * switched off, 425 of one that an account cannot have.
 */
const customersOff = problem(426, 'Upgrade Required', 'Customers are disabled');

export const absentRoutes: readonly ApiRoute[] = [
  get('/api/v4/catalogs', nothing),
  get('/api/v4/catalogs/:first', nothing),
  get('/api/v4/catalogs/:first/elements', nothing),
  get('/api/v4/catalogs/:first/elements/:second', nothing),
  get('/api/v4/customers', () => customersOff),
  post('/api/v4/customers', () => customersOff),
  get('/api/v4/customers/:first', () => customersOff),
  get('/api/v4/talks/:first', () => noSuchTalk),
  post('/api/v4/talks/:first/close', () => noSuchTalk),
  ...cardKinds.map((kind) =>
    get(`/api/v4/${kind}/:first/subscriptions`, (call: ApiCall, id): Answer =>
      visibleCard(call, kind, id) === undefined ? noSuchCard : nothing(),
    ),
  ),
];

const noSuchCard = problem(404, 'Not Found', 'Entity not found');
