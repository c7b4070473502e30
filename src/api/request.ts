import type { Request } from 'express';
import type { Principal } from '../core/account.js';
import type { InputOf, Route, UploadedFile } from './route.js';

/** What the steps before a handler leave on the request. */
export interface RequestState {
  /** Names this request in the log and in the answer to a bug. */
  id: string;
  principal?: Principal;
  file?: UploadedFile;
  input?: InputOf<Route>;
  /** Id for what the request creates: the same whenever it is repeated under its idempotency key. */
  newId?: string;
}

const states = new WeakMap<object, RequestState>();

/** Starts the state of a request under this id. */
export function beginRequest(request: Request, id: string): RequestState {
  const state: RequestState = { id };
  states.set(request, state);
  return state;
}

/** The state of a request; one that never passed the first middleware gets an empty one. */
export function stateOf(request: Request): RequestState {
  return states.get(request) ?? beginRequest(request, 'unknown');
}

/** The request's path without its query, which may hold what is not for logs. */
export function pathOf(request: Request): string {
  return request.originalUrl.split('?', 1)[0] ?? '/';
}
