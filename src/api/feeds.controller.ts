import { Controller, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../core/account.js';
import { atomOf } from '../core/feed.js';
import { Comments } from '../core/ports/comments.js';
import { Connectors } from '../core/ports/connectors.js';
import { Ledger } from '../core/ports/ledger.js';
import { Monitors } from '../core/ports/monitors.js';
import { Tracking } from '../core/ports/tracking.js';
import { breakingChangesOf } from '../core/acknowledgement.js';
import { gradeOf } from '../core/tier.js';
import { requireVisible, turnsOf } from '../pipeline/access.js';
import { readsNotes } from '../pipeline/comments.js';
import { badgeOf, badgeSvg } from './badge.js';
import { sendCached } from './cached-answer.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import { catalogFeed, feedLength, submissionFeed } from './feeds.js';
import { pathOf } from './request.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';
import { viewOf } from './view.js';

/** What others follow from outside: badges and feeds. */
@Controller()
export class FeedsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly tracking: Tracking,
    private readonly comments: Comments,
    private readonly connectors: Connectors,
    private readonly monitors: Monitors,
  ) {}

  @Endpoint(routes.getBadge)
  async badge(
    @Input() { params, query }: InputOf<typeof routes.getBadge>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const newest = await this.tracking.newestPublic(params.publisher, params.connector);
    const ids = newest === null ? [] : [newest.submissionId];
    const [marks, drifts] = await Promise.all([this.connectors.marks(ids), this.monitors.drifts(ids)]);
    const [its] = [...marks.values()];
    const tier = query.show === 'tier' && its !== undefined ? gradeOf(its.facts).tier : null;
    const [drift = null] = [...drifts.values()];
    const text = badgeSvg(badgeOf(newest, new Date(), its, tier, drift));
    sendCached(request, response, { mediaType: 'image/svg+xml', text, shared: true });
  }

  @Endpoint(routes.followCatalog)
  async catalog(
    @Input() _: InputOf<typeof routes.followCatalog>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { items } = await this.ledger.channel('public', { limit: feedLength, cursor: null });
    const marks = await this.connectors.marks(items.map(({ submissionId }) => submissionId));
    const text = atomOf(catalogFeed(items, pathOf(request), marks));
    sendCached(request, response, { mediaType: 'application/atom+xml', text, shared: true });
  }

  @Endpoint(routes.followSubmission)
  async submission(
    @Input() { params }: InputOf<typeof routes.followSubmission>,
    @Caller() by: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const submission = await this.ledger.get(params.id);
    requireVisible(submission, by);
    const turns = turnsOf(by, submission.publisher);
    const outlook = { queue: null, expected: null };
    const timeline = await this.ledger.timeline(params.id);
    const changes = breakingChangesOf(timeline, submission.revision, await this.ledger.acknowledgements(params.id));
    const notes = readsNotes(by, submission.publisher);
    const comments = await this.comments.counts(params.id, notes);
    const newest = await this.comments.list(params.id, { notes, open: false, limit: feedLength, cursor: null });
    const view = viewOf(submission, timeline, { turns, outlook, changes, comments });
    const text = atomOf(submissionFeed(view, newest.items, pathOf(request)));
    sendCached(request, response, { mediaType: 'application/atom+xml', text, shared: false });
  }
}
