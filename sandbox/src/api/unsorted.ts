import { get, post, remove } from './route.ts';
import type { ApiRoute } from './route.ts';
import { addUnsorted } from './unsorted/add.ts';
import { listUnsorted, oneUnsorted, summarizeUnsorted } from './unsorted/read.ts';
import { acceptUnsorted, declineUnsorted, linkUnsorted } from './unsorted/sort.ts';

const path = '/api/v4/leads/unsorted';

/** Incoming leads. `first` is a uid here, which stays a text. */
export const unsortedRoutes: readonly ApiRoute[] = [
  get(path, listUnsorted),
  get(`${path}/summary`, summarizeUnsorted),
  post(`${path}/forms`, (call) => addUnsorted(call, 'forms')),
  post(`${path}/sip`, (call) => addUnsorted(call, 'sip')),
  get(`${path}/:first`, oneUnsorted),
  post(`${path}/:first/accept`, acceptUnsorted),
  remove(`${path}/:first/decline`, declineUnsorted),
  post(`${path}/:first/link`, linkUnsorted),
];
