import { randomUUID } from 'node:crypto';
import { Controller, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Principal } from '../core/account.js';
import { breakingChangesOf } from '../core/acknowledgement.js';
import { Accounts } from '../core/ports/accounts.js';
import { Blobs } from '../core/ports/blobs.js';
import { Comments } from '../core/ports/comments.js';
import { Consumers } from '../core/ports/consumers.js';
import { Connections } from '../core/ports/connections.js';
import { Ledger } from '../core/ports/ledger.js';
import { Monitors } from '../core/ports/monitors.js';
import { Tracking } from '../core/ports/tracking.js';
import { Waivers } from '../core/ports/waivers.js';
import { worthRechecking } from '../core/given-waiver.js';
import type { RulesetIdentity } from '../core/ruleset.js';
import { problem } from '../core/problems.js';
import { requireVisible, turnsOf, visiblePublishers } from '../pipeline/access.js';
import { acknowledge } from '../pipeline/acknowledge.js';
import { commentsOfDecision, readsNotes } from '../pipeline/comments.js';
import { decide } from '../pipeline/decide.js';
import { retry } from '../pipeline/retry.js';
import { revise } from '../pipeline/revise.js';
import { submit } from '../pipeline/submit.js';
import type { SubmitTools } from '../pipeline/submit.js';
import { recheck } from '../pipeline/waivers.js';
import { withdraw } from '../pipeline/withdraw.js';
import { Bells } from './bells.js';
import { Caller, Endpoint, Input, NewId } from './endpoint.js';
import { EventStreams } from './event-streams.js';
import { functionalReportOf } from './functional-report.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';
import { PROFILE_OF, RULESET } from './tokens.js';
import { lineOf, viewOf } from './view.js';
import type { SubmissionLine, SubmissionView } from './view.js';

/** What people do with submissions, and what they see of them. */
@Controller()
export class SubmissionsController {
  constructor(
    readonly ledger: Ledger,
    readonly accounts: Accounts,
    readonly blobs: Blobs,
    readonly connections: Connections,
    private readonly consumers: Consumers,
    private readonly tracking: Tracking,
    private readonly comments: Comments,
    readonly waivers: Waivers,
    private readonly streams: EventStreams,
    private readonly bells: Bells,
    @Inject(RULESET) private readonly ruleset: RulesetIdentity,
    @Inject(PROFILE_OF) readonly profileOf: SubmitTools['profileOf'],
    private readonly monitors: Monitors,
  ) {}

  @Endpoint(routes.submit)
  async submit(
    @Input() { body, file }: InputOf<typeof routes.submit>,
    @Caller() by: Principal,
    @NewId() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SubmissionView> {
    const { publisher, connector, connection = null } = body;
    const handover = { publisher, connector, connection, bytes: file.bytes, uploadName: file.name };
    await submit(id, handover, by, this);
    this.bells.ring();
    return this.accepted(id, by, response);
  }

  @Endpoint(routes.listSubmissions)
  async list(
    @Input() { query }: InputOf<typeof routes.listSubmissions>,
    @Caller() by: Principal,
  ): Promise<{ items: SubmissionLine[]; next: string | null }> {
    const { state = null, stage = null, cursor = null, limit } = query;
    const page = await this.ledger.list({ publishers: visiblePublishers(by), state, stage, limit, cursor });
    return { items: page.items.map(lineOf), next: page.next };
  }

  @Endpoint(routes.getSubmission)
  show(@Input() { params }: InputOf<typeof routes.getSubmission>, @Caller() by: Principal): Promise<SubmissionView> {
    return this.view(params.id, by);
  }

  @Endpoint(routes.watchSubmission)
  async watch(
    @Input() { params }: InputOf<typeof routes.watchSubmission>,
    @Caller() by: Principal,
    @Res() response: Response,
  ): Promise<void> {
    await this.streams.start(params.id, () => this.view(params.id, by), response);
  }

  @Endpoint(routes.revise)
  async revise(
    @Input() { params, body, file }: InputOf<typeof routes.revise>,
    @Caller() by: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SubmissionView> {
    const handover = { connection: body.connection ?? null, bytes: file.bytes, uploadName: file.name };
    await revise(params.id, handover, by, this);
    this.bells.ring();
    return this.accepted(params.id, by, response);
  }

  @Endpoint(routes.decide)
  async decide(
    @Input() { params, body }: InputOf<typeof routes.decide>,
    @Caller() by: Principal,
  ): Promise<SubmissionView> {
    const { ledger, blobs } = this;
    const comments = await commentsOfDecision(params.id, body.comments, by, { ledger, blobs, ids: randomUUID });
    const at = new Date().toISOString();
    await decide(params.id, { ...body, comments, rulesetDigest: this.ruleset.digest, at }, by, this);
    this.bells.ring();
    return this.view(params.id, by);
  }

  @Endpoint(routes.acknowledge)
  async acknowledge(
    @Input() { params, body }: InputOf<typeof routes.acknowledge>,
    @Caller() by: Principal,
  ): Promise<SubmissionView> {
    await acknowledge(params.id, body, by, this);
    return this.view(params.id, by);
  }

  @Endpoint(routes.retry)
  async retry(@Input() { params }: InputOf<typeof routes.retry>, @Caller() by: Principal): Promise<SubmissionView> {
    await retry(params.id, by, this);
    this.bells.ring();
    return this.view(params.id, by);
  }

  @Endpoint(routes.recheck)
  async recheck(@Input() { params }: InputOf<typeof routes.recheck>, @Caller() by: Principal): Promise<SubmissionView> {
    await recheck(params.id, by, this);
    this.bells.ring();
    return this.view(params.id, by);
  }

  @Endpoint(routes.withdraw)
  async withdraw(
    @Input() { params }: InputOf<typeof routes.withdraw>,
    @Caller() by: Principal,
  ): Promise<SubmissionView> {
    await withdraw(params.id, by, this);
    return this.view(params.id, by);
  }

  @Endpoint(routes.getEvidence)
  async evidence(
    @Input() { params }: InputOf<typeof routes.getEvidence>,
    @Caller() by: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const { id, digest } = params;
    requireVisible(await this.ledger.get(id), by);
    if (!(await this.ledger.namesEvidence(id, digest))) throw problem('evidence-not-found', { id, digest });
    const hex = digest.slice('sha256:'.length);
    const bytes = await this.blobs.get(hex);
    // What a stranger's API once answered is in there: it is saved, never shown by a browser.
    response
      .set({ 'Content-Type': 'application/octet-stream', 'Content-Disposition': `attachment; filename="${hex}"` })
      .end(bytes);
  }

  @Endpoint(routes.getFunctionalReport)
  async functionalReport(
    @Input() { params, query }: InputOf<typeof routes.getFunctionalReport>,
    @Caller() by: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const { timeline, stage, state } = await this.view(params.id, by);
    const report = await functionalReportOf(timeline, query.format, this.blobs);
    if (report === null) throw problem('functional-report-not-found', { id: params.id, stage, state });
    response.set(report.headers).end(report.text);
  }

  @Endpoint(routes.getCertificate)
  async certificate(
    @Input() { params }: InputOf<typeof routes.getCertificate>,
    @Caller() by: Principal,
  ): Promise<unknown> {
    const { id, stage, state, receipt } = await this.view(params.id, by);
    if (receipt === null) throw problem('certificate-not-found', { id, stage, state });
    const envelope: unknown = JSON.parse(receipt.certificate);
    return envelope;
  }

  private async view(id: string, by: Principal): Promise<SubmissionView> {
    const submission = await this.ledger.get(id);
    requireVisible(submission, by);
    const [timeline, outlook, given, comments, { given: waivers, today }, monitor, promotion, consumers] =
      await Promise.all([
        this.ledger.timeline(id),
        this.tracking.outlook(submission),
        this.ledger.acknowledgements(id),
        this.comments.counts(id, readsNotes(by, submission.publisher)),
        this.waivers.reaching(id),
        this.monitors.summary(id),
        this.ledger.promotion(id),
        this.consumers.of(submission.publisher, submission.connector),
      ]);
    const changes = breakingChangesOf(timeline, submission.revision, given);
    return viewOf(submission, timeline, {
      turns: turnsOf(by, submission.publisher),
      outlook,
      changes,
      comments,
      monitor,
      promotion,
      consumers,
      rechecks: worthRechecking(submission, timeline, waivers, today),
    });
  }

  private accepted(id: string, by: Principal, response: Response): Promise<SubmissionView> {
    response.set('Location', routes.getSubmission.path.replace('{id}', id));
    return this.view(id, by);
  }
}
