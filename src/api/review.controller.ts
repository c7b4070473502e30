import { Controller, Inject } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import type { Packet } from '../core/packet.js';
import { Blobs } from '../core/ports/blobs.js';
import { Comments } from '../core/ports/comments.js';
import { Consumers } from '../core/ports/consumers.js';
import { Ledger } from '../core/ports/ledger.js';
import { Reviews } from '../core/ports/reviews.js';
import type { QueueLine } from '../core/ports/reviews.js';
import { Waivers } from '../core/ports/waivers.js';
import { problem } from '../core/problems.js';
import type { RulesetIdentity } from '../core/ruleset.js';
import { packetOf } from '../pipeline/packet.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';
import { RULESET } from './tokens.js';
import { lineOf } from './view.js';
import type { SubmissionLine } from './view.js';

type ShownLine = QueueLine & SubmissionLine;

/** Reviewers' work: what waits, and who looks at it. */
@Controller()
export class ReviewController {
  constructor(
    readonly ledger: Ledger,
    readonly reviews: Reviews,
    readonly blobs: Blobs,
    readonly comments: Comments,
    readonly waivers: Waivers,
    readonly consumers: Consumers,
    @Inject(RULESET) private readonly ruleset: RulesetIdentity,
  ) {}

  @Endpoint(routes.reviewQueue)
  async queue(
    @Input() { query }: InputOf<typeof routes.reviewQueue>,
    @Caller() by: Principal,
  ): Promise<{ items: ShownLine[]; next: string | null }> {
    const { lane = null, publisher = null, promise = null, assigned, cursor = null, limit } = query;
    const whose = assigned === 'me' ? { account: by.account.id } : (assigned ?? null);
    const page = await this.reviews.queue({ lane, publisher, promise, assigned: whose, cursor, limit });
    return { items: page.items.map(shown), next: page.next };
  }

  @Endpoint(routes.getPacket)
  packet(@Input() { params }: InputOf<typeof routes.getPacket>, @Caller() by: Principal): Promise<Packet> {
    const now = { rulesetDigest: this.ruleset.digest, at: new Date().toISOString() };
    return packetOf(params.id, now, by, this);
  }

  @Endpoint(routes.takeReview)
  async take(
    @Input() { params, body }: InputOf<typeof routes.takeReview>,
    @Caller() by: Principal,
  ): Promise<ShownLine> {
    await this.reviews.take(params.id, by.account.id, body.from);
    return this.line(params.id);
  }

  @Endpoint(routes.handBackReview)
  async handBack(
    @Input() { params }: InputOf<typeof routes.handBackReview>,
    @Caller() by: Principal,
  ): Promise<ShownLine> {
    await this.reviews.handBack(params.id, by.account.id);
    return this.line(params.id);
  }

  /** Between the change and this reading somebody may have decided: then it waits no more. */
  private async line(id: string): Promise<ShownLine> {
    const line = await this.reviews.line(id);
    if (line !== null) return shown(line);
    const { stage, state } = await this.ledger.get(id);
    throw problem('submission-not-waiting', { id, stage, state });
  }
}

function shown(line: QueueLine): ShownLine {
  return { ...line, ...lineOf(line) };
}
