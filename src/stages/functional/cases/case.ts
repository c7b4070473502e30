import type { CallTarget } from '../../../runtime/call.js';
import type { Operation, Parameter } from '../../../runtime/definition.js';
import type { PlannedRequest, RequestChange } from '../request.js';
import type { ViewSchema } from '../schema-view.js';
import type { FunctionalFault } from '../faults.js';
import type { Answer } from '../../../runtime/exchange.js';

/** Calls that spoil the input and are to be refused. */
export const negativeKinds = ['no-credential', 'unknown-id', 'required-missing', 'wrong-type'] as const;
export type NegativeKind = (typeof negativeKinds)[number];

/** Ways in which a definition lets users choose from what another operation answers. */
export const dynamicKinds = [
  'dynamic-values',
  'dynamic-list',
  'dynamic-tree',
  'dynamic-schema',
  'dynamic-properties',
] as const;
export type DynamicKind = (typeof dynamicKinds)[number];

/** What calls are made for. Each kind has a file of its own beside this one. */
export const caseKinds = [
  'connection',
  'success',
  'paging',
  'webhook',
  'polling',
  ...dynamicKinds,
  ...negativeKinds,
] as const;
export type CaseKind = (typeof caseKinds)[number];

/** One planned call, or for `paging` and `connection` a few of them. */
export interface Case {
  readonly id: string;
  readonly kind: CaseKind;
  readonly target: CallTarget;
  readonly request: PlannedRequest;
  /** Operations whose answers it takes values from. */
  readonly needs: readonly Operation[];
  /** Variables to fill from the answer: name → JSON pointer into it. */
  readonly keeps: ReadonlyMap<string, string>;
  /** How the call differs from one that is to succeed, in words: `without \`title\``. Empty for `success`. */
  readonly about: string;
  /** Where the definition says what the case is about. */
  readonly pointer: string;
  /** For `paging`: the member that holds the link to the next page. */
  readonly nextLinkName?: string;
  /** For the dynamic kinds: what the answer has to offer. */
  readonly offers?: DynamicUse;
  /** For the dynamic kinds: the operation whose users choose from it. */
  readonly consumer?: string;
  /** For `connection`: whether the definition names this operation as its test of the connection. */
  readonly declared?: boolean;
}

/** One place in a definition that is filled from the answer of an operation. */
export interface DynamicUse {
  readonly kind: DynamicKind;
  /** The extension's place. */
  readonly pointer: string;
  /** The parameter or property that is filled; `the answer` for the schema of a response. */
  readonly name: string;
  readonly operationId: string;
  /** By name of the filling operation's parameter: what is written there. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Steps to the list or the schema; empty for the whole answer. */
  readonly collection: readonly string[];
  /** Steps from an item to what is sent and to what is shown; null where nothing is named. */
  readonly value: readonly string[] | null;
  readonly title: readonly string[] | null;
}

/** An operation whose call that is to succeed is planned, as the kinds of spoilt calls see it. */
export interface Subject {
  readonly operation: Operation;
  readonly view: ViewSchema;
  /** True when the definition says that the operation is called signed in. */
  readonly signsIn: boolean;
  /** True when the call touches nothing but what this run created, so that spoiling it cannot spoil somebody's data. */
  readonly touchesOwn: boolean;
  /** What the body holds in the call that is to succeed; undefined without a body. */
  readonly body: unknown;
  /** The parameters that are sent there. */
  readonly sent: ReadonlySet<Parameter>;
}

/** A spoilt call. */
export interface Variant {
  readonly about: string;
  readonly pointer: string;
  readonly change: RequestChange;
  readonly signedIn?: false;
}

/** A kind of spoilt call: which calls there are for an operation, and what an answer other than 5xx means. Both pure. */
export interface NegativeCases {
  readonly kind: NegativeKind;
  variants(subject: Subject): Variant[];
  /** Null when the API refused as it should. */
  faultOf(planned: Case, answer: Answer): FunctionalFault | null;
}

/** True for an answer that says what was asked was done. */
export function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
  return status >= 200 && status < 300;
}
