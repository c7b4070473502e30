import type { DataSource, EntityManager } from 'typeorm';
import { mostComments } from '../../core/comment.js';
import type { Comment, CommentAnchor, CommentCounts, NewComment, ResolutionKind } from '../../core/comment.js';
import { Comments } from '../../core/ports/comments.js';
import type { CommentFilter } from '../../core/ports/comments.js';
import { problem } from '../../core/problems.js';
import { appendAudit } from './audit.js';
import { page, readCursor } from './cursor.js';
import { asJson, storable } from './storable.js';
import { findSubmission } from './submissions.js';
import { inTransaction, select, withProblems } from './transaction.js';

/** Comments in PostgreSQL. Locks are taken in the order submission, account, audit trail. */
export class PostgresComments extends Comments {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  add(submissionId: string, comment: NewComment): Promise<Comment> {
    return inTransaction(this.dataSource, async tx => {
      await findSubmission(tx, submissionId, true);
      await addComments(tx, submissionId, [comment]);
      return findComment(tx, comment.id);
    });
  }

  get(id: string): Promise<Comment> {
    return withProblems(() => findComment(this.dataSource.manager, id));
  }

  list(
    submissionId: string,
    { notes, open, limit, cursor }: CommentFilter,
  ): Promise<{ items: Comment[]; next: string | null }> {
    return withProblems(async () => {
      const rows = await select<CommentRow>(
        this.dataSource.manager,
        `${commentsOf} where c.submission_id = $1 and (c.visibility = 'all' or $2) and ($3::bigint is null or c.position < $3)
            and (not $4 or coalesce(r.kind, 'reopened') = 'reopened')
          order by c.position desc limit $5`,
        [submissionId, notes, cursor === null ? null : positionIn(cursor), open, limit + 1],
      );
      const cut = page(rows, limit, ({ at, position }) => ({ at: at.toISOString(), id: position }));
      return { items: cut.items.map(commentOf), next: cut.next };
    });
  }

  async counts(submissionId: string, notes: boolean): Promise<CommentCounts> {
    const [counted] = await withProblems(() =>
      select<CommentCounts>(
        this.dataSource.manager,
        `select count(*)::int as "all",
                (count(*) filter (where c.thread_id is null and coalesce(r.kind, 'reopened') = 'reopened'))::int as open
           from comment c ${newestResolution} where c.submission_id = $1 and (c.visibility = 'all' or $2)`,
        [submissionId, notes],
      ),
    );
    return counted ?? { all: 0, open: 0 };
  }

  settle(id: string, kind: ResolutionKind, by: string): Promise<Comment> {
    return inTransaction(this.dataSource, async tx => {
      const { submissionId, thread } = await findComment(tx, id);
      if (thread !== null) throw problem('comment-not-found', { id });
      await findSubmission(tx, submissionId, true);
      const { resolved } = await findComment(tx, id);
      if ((resolved !== null) !== (kind === 'resolved')) {
        await tx.query('insert into comment_resolution (comment_id, kind, account_id) values ($1, $2, $3)', [
          id,
          kind,
          by,
        ]);
        await appendAudit(tx, { actor: by, action: `comment.${kind}`, submissionId, details: { comment: id } });
      }
      return findComment(tx, id);
    });
  }
}

/** Adds comments to a submission that is locked. Throws `comment-not-found` for a thread elsewhere, `comment-limit`. */
export async function addComments(
  tx: EntityManager,
  submissionId: string,
  comments: readonly NewComment[],
): Promise<void> {
  const known = await select<{ count: number }>(
    tx,
    'select count(*)::int as count from comment where submission_id = $1',
    [submissionId],
  );
  if ((known[0]?.count ?? 0) + comments.length > mostComments) {
    throw problem('comment-limit', { id: submissionId, limit: mostComments });
  }
  for (const { id, thread, role, visibility, text, revision, anchor, by } of comments) {
    if (thread !== null) await requireThread(tx, submissionId, thread);
    const added = await select(
      tx,
      `insert into comment (id, submission_id, revision, thread_id, account_id, role, visibility, text, anchor)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing returning id`,
      [id, submissionId, revision, thread, by, role, visibility, storable(text), asJson(anchor)],
    );
    if (added.length === 0) continue;
    const details = { comment: id, thread, revision, role, visibility, text, anchor };
    await appendAudit(tx, { actor: by, action: 'comment.added', submissionId, details });
  }
}

async function requireThread(tx: EntityManager, submissionId: string, thread: string): Promise<void> {
  const found = await select(tx, 'select from comment where (id, submission_id) = ($1, $2) and thread_id is null', [
    thread,
    submissionId,
  ]);
  if (found.length === 0) throw problem('comment-not-found', { id: thread });
}

interface CommentRow extends Omit<Comment, 'at' | 'resolved'> {
  readonly position: string;
  readonly at: Date;
  readonly resolvedBy: string | null;
  readonly resolvedName: string | null;
  readonly resolvedAt: Date | null;
  readonly anchor: CommentAnchor | null;
}

/** What became of the thread last; a reply's is that of the comment that it replies to. */
const newestResolution = `
  left join lateral (
    select kind, account_id, at from comment_resolution
     where comment_id = coalesce(c.thread_id, c.id) order by id desc limit 1) r on true`;

const commentsOf = `
  select c.position::text as position, c.id, c.submission_id as "submissionId", c.revision, c.thread_id as thread,
         c.account_id as account, a.name, c.role, c.visibility, c.text, c.anchor, c.at,
         case when r.kind = 'resolved' then r.account_id end as "resolvedBy",
         case when r.kind = 'resolved' then b.name end as "resolvedName",
         case when r.kind = 'resolved' then r.at end as "resolvedAt"
    from comment c join account a on a.id = c.account_id ${newestResolution}
    left join account b on b.id = r.account_id`;

async function findComment(tx: EntityManager, id: string): Promise<Comment> {
  const [row] = await select<CommentRow>(tx, `${commentsOf} where c.id = $1`, [storable(id)]);
  if (row === undefined) throw problem('comment-not-found', { id: id.slice(0, 64) });
  return commentOf(row);
}

function commentOf({ position: _, resolvedBy, resolvedName, resolvedAt, at, ...row }: CommentRow): Comment {
  const isResolved = resolvedBy !== null && resolvedName !== null && resolvedAt !== null;
  const resolved = isResolved ? { account: resolvedBy, name: resolvedName, at: resolvedAt.toISOString() } : null;
  return { ...row, at: at.toISOString(), resolved };
}

/** The position that a cursor names. Throws `cursor-invalid` for one of another list. */
function positionIn(cursor: string): string {
  const { id } = readCursor(cursor);
  if (!/^\d{1,18}$/.test(id)) throw problem('cursor-invalid');
  return id;
}
