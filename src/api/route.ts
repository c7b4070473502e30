import type { z } from 'zod';
import type { Scope } from '../core/account.js';
import type { ProblemCode } from '../core/problems.js';

type MediaType =
  | 'application/atom+xml'
  | 'application/octet-stream'
  | 'application/xml'
  | 'image/svg+xml'
  | 'text/event-stream'
  | 'text/html';

/** What a route answers when all went well. */
export interface Success {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  /** Null for answers without a body, and for bodies that are not JSON. */
  readonly schema: z.ZodType | null;
  /** Media types beside JSON, or instead of it where there is no schema. */
  readonly mediaType?: MediaType | readonly MediaType[];
  /** Header fields of the answer, with what they mean. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One row of the route table: what the router, the guard, the parser and the OpenAPI document are all made from. */
export interface Route {
  /** `any`: whatever method a request has; only where {@link Route.raw}. */
  readonly method: 'get' | 'post' | 'delete' | 'any';
  /** As in OpenAPI, with parameters in braces. */
  readonly path: `/${string}`;
  /** What a token must allow; null where no token is asked for. */
  readonly scope: Scope | null;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** The JSON body, or the fields beside the file of an upload. */
  readonly body?: z.ZodObject;
  /** True where the body is multipart/form-data with one file named `package`. */
  readonly upload?: true;
  /**
   * True where the request is meant for somebody else: query and body are left as they came, and the last parameter, `path`, takes the rest
   * of the address, slashes included. Keys of idempotency are that somebody's as well.
   */
  readonly raw?: true;
  readonly success: Success;
  /** A member of the answer that is given once and never stored: null when a repeated request is answered again. */
  readonly secret?: string;
  /** Problems that are this route's own, beside those that any route can answer. */
  readonly problems: readonly ProblemCode[];
}

/** One uploaded file. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : Readonly<Record<string, never>>;

/** What a handler is given: every part of the request as the route's schemas made it. */
export interface InputOf<R extends Route> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
  readonly file: R['upload'] extends true ? UploadedFile : null;
}
