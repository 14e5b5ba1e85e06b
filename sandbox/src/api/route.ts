import type { Answer } from '../http/answer.ts';
import type { ApiCall } from './envelope.ts';

/** One operation of API v4. Ids in the path are called `first`, `second`, `third`. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: `/api/v4/${string}`;
  /**
   * `first` and `second` are the numeric ids in the path (0 where there is none); a path part that is
   * no number, such as a uid, is in `call.params`.
   */
  readonly handle: (call: ApiCall, first: number, second: number) => Answer | Promise<Answer>;
}

export const get = (path: ApiRoute['path'], handle: ApiRoute['handle']): ApiRoute => ({
  method: 'GET',
  path,
  handle,
});
export const post = (path: ApiRoute['path'], handle: ApiRoute['handle']): ApiRoute => ({
  method: 'POST',
  path,
  handle,
});
export const patch = (path: ApiRoute['path'], handle: ApiRoute['handle']): ApiRoute => ({
  method: 'PATCH',
  path,
  handle,
});
export const remove = (path: ApiRoute['path'], handle: ApiRoute['handle']): ApiRoute => ({
  method: 'DELETE',
  path,
  handle,
});
