import type { StageName } from './stage-names.js';

/** As whom somebody comments: for the publisher, for the programme, or as one who tries a preview. */
export const commentRoles = ['submitter', 'reviewer', 'tester'] as const;
export type CommentRole = (typeof commentRoles)[number];

/** Who may read a comment: everybody who sees the submission, or only reviewers who do not belong to its publisher. */
export const commentVisibilities = ['all', 'reviewers'] as const;
export type CommentVisibility = (typeof commentVisibilities)[number];

/** What may become of a thread, and become of it again. */
export const resolutionKinds = ['resolved', 'reopened'] as const;
export type ResolutionKind = (typeof resolutionKinds)[number];

/** What a comment is to be about, as its author names it. */
export type CommentTarget =
  | { readonly on: 'submission' }
  | { readonly on: 'finding'; readonly fingerprint: string }
  | { readonly on: 'operation'; readonly operationId: string }
  /** `digest` is of the package that the author looked at: a line is one of exactly these bytes. */
  | { readonly on: 'line'; readonly file: string; readonly line: number; readonly digest: string };

/** What a comment is about, with what is needed to find it in other revisions. Lines count from 1. */
export type CommentAnchor =
  | { readonly on: 'submission' }
  | {
      readonly on: 'finding';
      readonly fingerprint: string;
      readonly rule: string;
      readonly message: string;
      readonly stage: StageName;
      readonly file: string;
      readonly line: number | null;
      readonly pointer: string | null;
    }
  | {
      readonly on: 'operation';
      readonly operationId: string;
      readonly file: string;
      readonly line: number | null;
      readonly pointer: string;
    }
  | {
      readonly on: 'line';
      readonly file: string;
      readonly line: number;
      /** What the line said, without blanks at its ends, at most {@link longestLine} characters. */
      readonly text: string;
      /** The JSON element that the line belongs to, and its name that survives reordering; null where the file is not JSON. */
      readonly element: { readonly pointer: string; readonly stable: string; readonly lineOf: number } | null;
    };

/** How much of a line is remembered, in UTF-16 code units. */
export const longestLine = 500;

/** How many comments one submission may have. */
export const mostComments = 5_000;

/** How many comments a decision to return may carry. */
export const mostWithDecision = 50;

/** A comment that is about to be made. A reply has no anchor: it is about what its thread is. */
export interface NewComment {
  readonly id: string;
  /** The comment that began the thread; null for one that begins a thread. */
  readonly thread: string | null;
  readonly role: CommentRole;
  readonly visibility: CommentVisibility;
  /** Plain text. */
  readonly text: string;
  /** The revision that the anchor is a place of. */
  readonly revision: number;
  readonly anchor: CommentAnchor | null;
  /** Account id. */
  readonly by: string;
}

/** A comment as it was made. A fact: it is never changed. Times are RFC 3339. */
export interface Comment extends Omit<NewComment, 'by'> {
  readonly submissionId: string;
  readonly account: string;
  /** What that account is called. */
  readonly name: string;
  readonly at: string;
  /** Who resolved its thread and when; null while that is open. */
  readonly resolved: { readonly account: string; readonly name: string; readonly at: string } | null;
}

/** Where what a comment is about stands in the newest revision. */
export interface CommentPlace {
  /** `there`: at this place. `gone`: no longer; the place is the old one. `unknown`: nobody has looked yet; the place is the old one. */
  readonly standing: 'there' | 'gone' | 'unknown';
  readonly file: string | null;
  readonly line: number | null;
  readonly pointer: string | null;
}

/** A comment with the place where it is shown. A reply is shown where its thread is. */
export interface PlacedComment extends Comment {
  readonly place: CommentPlace | null;
}

/** How many comments there are that somebody may read, and how many threads of them are open. */
export interface CommentCounts {
  readonly all: number;
  readonly open: number;
}
