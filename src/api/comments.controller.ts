import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import type { Comment, PlacedComment } from '../core/comment.js';
import { Blobs } from '../core/ports/blobs.js';
import { Comments } from '../core/ports/comments.js';
import { Ledger } from '../core/ports/ledger.js';
import { comment, listComments, settleComment } from '../pipeline/comments.js';
import { Caller, Endpoint, Input, NewId } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** What people say about submissions. */
@Controller()
export class CommentsController {
  constructor(
    readonly ledger: Ledger,
    readonly comments: Comments,
    readonly blobs: Blobs,
  ) {}

  @Endpoint(routes.listComments)
  list(
    @Input() { params, query }: InputOf<typeof routes.listComments>,
    @Caller() by: Principal,
  ): Promise<{ items: PlacedComment[]; next: string | null }> {
    const { open, limit, cursor = null } = query;
    return listComments(params.id, { open, limit, cursor }, by, this);
  }

  @Endpoint(routes.comment)
  comment(
    @Input() { params, body }: InputOf<typeof routes.comment>,
    @Caller() by: Principal,
    @NewId() id: string,
  ): Promise<Comment> {
    return comment(params.id, id, body, by, this);
  }

  @Endpoint(routes.settleComment)
  settle(@Input() { params, body }: InputOf<typeof routes.settleComment>, @Caller() by: Principal): Promise<Comment> {
    return settleComment(params.id, body.kind, by, this);
  }
}
