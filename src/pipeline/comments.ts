import type { Principal } from '../core/account.js';
import type { Comment, CommentAnchor, CommentRole, CommentTarget, CommentVisibility } from '../core/comment.js';
import type { NewComment, PlacedComment, ResolutionKind } from '../core/comment.js';
import { anchorOfLine, anchorOfOperation, createPlacing } from '../core/comment-place.js';
import { packageFileNames } from '../core/package.js';
import type { PackageContent } from '../core/package.js';
import { newestOf } from '../core/packet.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Comments } from '../core/ports/comments.js';
import type { Ledger } from '../core/ports/ledger.js';
import { problem } from '../core/problems.js';
import type { TimelineEntry } from '../core/step.js';
import type { Revision } from '../core/submission.js';
import { hasRole, requireScope, requireVisible } from './access.js';
import { loadPackage } from './load-package.js';

/** What comments are made and placed with. */
export interface CommentTools {
  readonly ledger: Ledger;
  readonly comments: Comments;
  readonly blobs: Blobs;
}

/** What somebody says. A reply names the comment that it answers, and is about what that is about. */
export interface Remark {
  readonly text: string;
  readonly about: CommentTarget;
  readonly inReplyTo: string | null;
  readonly visibility: CommentVisibility;
}

/**
 * Adds a comment with this id, as the side that the caller speaks for. Throws `submission-not-found`, `publisher-not-yours`,
 * `scope-missing`, `note-not-yours`, `comment-not-found`, `comment-target-not-found`, `comment-limit`, `four-eyes`.
 */
export async function comment(
  submissionId: string,
  id: string,
  { text, about, inReplyTo, visibility }: Remark,
  by: Principal,
  tools: CommentTools,
): Promise<Comment> {
  const submission = await tools.ledger.get(submissionId);
  requireVisible(submission, by);
  const role = roleOf(by, submission.publisher);
  if (visibility === 'reviewers' && role !== 'reviewer') throw problem('note-not-yours');
  const said = { id, text, role, by: by.account.id };
  if (inReplyTo !== null) {
    const answered = await readable(inReplyTo, submissionId, by, tools);
    const { revision } = submission;
    const thread = answered.thread ?? answered.id;
    return tools.comments.add(submissionId, {
      ...said,
      thread,
      revision,
      visibility: answered.visibility,
      anchor: null,
    });
  }
  const anchored = await createAnchors(submissionId, tools);
  return tools.comments.add(submissionId, { ...said, thread: null, visibility, ...(await anchored(about)) });
}

/**
 * The comments that a reviewer's decision carries, ready to be saved with it. `ids` gives an id for each. Throws `submission-not-found`,
 * `comment-target-not-found`.
 */
export async function commentsOfDecision(
  submissionId: string,
  remarks: readonly Pick<Remark, 'text' | 'about'>[],
  by: Principal,
  { ids, ...tools }: Pick<CommentTools, 'ledger' | 'blobs'> & { readonly ids: () => string },
): Promise<NewComment[]> {
  if (remarks.length === 0) return [];
  requireVisible(await tools.ledger.get(submissionId), by);
  const anchored = await createAnchors(submissionId, tools);
  const comments: NewComment[] = [];
  for (const { text, about } of remarks) {
    const said = { id: ids(), thread: null, role: 'reviewer', visibility: 'all', text, by: by.account.id } as const;
    comments.push({ ...said, ...(await anchored(about)) });
  }
  return comments;
}

/**
 * A page of what the caller may read, newest first, each shown where its subject stands in the newest revision. Throws
 * `submission-not-found`, `cursor-invalid`, and what reading the package throws.
 */
export async function listComments(
  submissionId: string,
  page: { readonly open: boolean; readonly limit: number; readonly cursor: string | null },
  by: Principal,
  { ledger, comments, blobs }: CommentTools,
): Promise<{ items: PlacedComment[]; next: string | null }> {
  const submission = await ledger.get(submissionId);
  requireVisible(submission, by);
  const { items, next } = await comments.list(submissionId, { ...page, notes: readsNotes(by, submission.publisher) });
  const newest = (await ledger.revisions(submissionId)).at(-1);
  const needsFiles = items.some(({ anchor }) => anchor?.on === 'line' || anchor?.on === 'operation');
  const content = newest?.package && needsFiles ? await loadPackage(newest.package, blobs) : null;
  const place = createPlacing({
    read: content && (path => content.read(path)),
    findings: findingsOf(newestOf(await ledger.timeline(submissionId), submission.revision)),
  });
  return { items: items.map(item => ({ ...item, place: item.anchor && place(item.anchor) })), next };
}

/**
 * Resolves or reopens a thread; either side may. Throws `comment-not-found`, `publisher-not-yours`, `scope-missing`, `four-eyes`.
 */
export async function settleComment(
  id: string,
  kind: ResolutionKind,
  by: Principal,
  tools: CommentTools,
): Promise<Comment> {
  const { submissionId } = await tools.comments.get(id);
  await readable(id, submissionId, by, tools);
  roleOf(by, (await tools.ledger.get(submissionId)).publisher);
  return tools.comments.settle(id, kind, by.account.id);
}

/** Whether the caller reads what reviewers write for one another: never a member of the publisher, whatever else the account is. */
export function readsNotes(by: Principal, publisher: string): boolean {
  return hasRole(by, 'reviewer') && !by.account.publishers.includes(publisher);
}

/** A comment that the caller may read; what one may not read does not exist. Throws `comment-not-found`. */
async function readable(
  id: string,
  submissionId: string,
  by: Principal,
  { ledger, comments }: Pick<CommentTools, 'ledger' | 'comments'>,
): Promise<Comment> {
  const found = await comments.get(id);
  const submission = await ledger.get(found.submissionId);
  const seesAll = hasRole(by, 'reviewer') || hasRole(by, 'administrator');
  const isVisible = seesAll || by.account.publishers.includes(submission.publisher);
  const isReadable = found.visibility === 'all' || readsNotes(by, submission.publisher);
  if (found.submissionId !== submissionId || !isVisible || !isReadable) throw problem('comment-not-found', { id });
  return found;
}

/** As acknowledgements have it: members speak for the publisher, other reviewers for the programme, administrators for neither. */
function roleOf(by: Principal, publisher: string): CommentRole {
  const isMember = by.account.publishers.includes(publisher);
  if (!isMember && !hasRole(by, 'reviewer')) throw problem('publisher-not-yours', { publisher });
  requireScope(by, isMember ? 'submit' : 'review');
  return isMember ? 'submitter' : 'reviewer';
}

/** Gives anchors of a submission: what is needed to find each target again, and the revision that it was found in. */
async function createAnchors(
  submissionId: string,
  { ledger, blobs }: Pick<CommentTools, 'ledger' | 'blobs'>,
): Promise<(about: CommentTarget) => Promise<{ revision: number; anchor: CommentAnchor }>> {
  const revisions = await ledger.revisions(submissionId);
  const timeline = await ledger.timeline(submissionId);
  const newest = revisions.length;
  const absent = (what: string) => problem('comment-target-not-found', { id: submissionId, what });
  const contents = new Map<number, Promise<PackageContent>>();
  const bytesOf = async (revision: Revision | undefined, path: string) => {
    if (!revision?.package) return undefined;
    const content = contents.get(revision.number) ?? loadPackage(revision.package, blobs);
    contents.set(revision.number, content);
    return (await content).read(path);
  };

  return async about => {
    switch (about.on) {
      case 'submission':
        return { revision: newest, anchor: about };
      case 'finding':
        return findingAnchor(about.fingerprint, timeline, newest) ?? raise(absent(`finding ${about.fingerprint}`));
      case 'operation': {
        const held = revisions.findLast(revision => revision.package !== null);
        const bytes = await bytesOf(held, packageFileNames.definition);
        const anchor = bytes && anchorOfOperation(about.operationId, bytes);
        if (!held || !anchor) throw absent(`operation ${about.operationId}`);
        return { revision: held.number, anchor };
      }
      case 'line': {
        const held = revisions.findLast(revision => revision.package?.digest === about.digest);
        const bytes = await bytesOf(held, about.file);
        const anchor = bytes && anchorOfLine(about.file, about.line, bytes);
        if (!held || !anchor) throw absent(`line ${about.line} of ${about.file} in ${about.digest}`);
        return { revision: held.number, anchor };
      }
    }
  };
}

function raise(error: Error): never {
  throw error;
}

/** The newest finding with this fingerprint: a comment may also be about one that is fixed by now. */
function findingAnchor(
  fingerprint: string,
  timeline: readonly TimelineEntry[],
  newest: number,
): { revision: number; anchor: CommentAnchor } | null {
  for (let revision = newest; revision >= 1; revision -= 1) {
    for (const { stage, report } of newestOf(timeline, revision)) {
      const found = report?.findings.find(one => one.fingerprint === fingerprint);
      if (found === undefined) continue;
      const { rule, message, file, line, pointer } = found;
      return { revision, anchor: { on: 'finding', fingerprint, rule, message, stage, file, line, pointer } };
    }
  }
  return null;
}

function findingsOf(newest: readonly TimelineEntry[]) {
  return new Map(newest.map(({ stage, report }) => [stage, report?.findings ?? []]));
}
