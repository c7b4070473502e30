import type { Operation } from './definition.js';

/** What is added to a request so that the API knows who calls. */
export interface Credential {
  readonly place: 'header' | 'query';
  readonly name: string;
  readonly value: string;
}

/** How a run signs in. */
export interface SignIn {
  /** Credentials that an operation is called with; [] where it is called without. Gets a new token when the last is about to run out. */
  credentialsFor(operation: Operation, signal: AbortSignal): Promise<readonly Credential[]>;
  /** Told that the API answered 401: true when there is a new credential and the call should be made once more. */
  renew(operation: Operation, signal: AbortSignal): Promise<boolean>;
}
