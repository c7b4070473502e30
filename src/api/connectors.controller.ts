import { Controller } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../core/account.js';
import { Blobs } from '../core/ports/blobs.js';
import { Connectors } from '../core/ports/connectors.js';
import type { ConnectorName } from '../core/ports/connectors.js';
import { Recertifications } from '../core/ports/recertifications.js';
import { gradeOf } from '../core/tier.js';
import { visiblePublishers } from '../pipeline/access.js';
import {
  consentToWithdrawal,
  deprecate,
  seenConnector,
  undoDeprecation,
  undoWithdrawal,
  withdrawVersion,
} from '../pipeline/after-public.js';
import { askForRecertification, seenRecertification } from '../pipeline/recertifications.js';
import { stageReports } from './connector-schemas.js';
import { versionLine } from './connector-view.js';
import type { ConnectorView, RecertificationView } from './connector-view.js';
import { Caller, Endpoint, Input, NewId } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** Versions that a change of a connector is answered with. */
const shownVersions = 50;

/** Connectors: what is public of them, and what becomes of it. */
@Controller()
export class ConnectorsController {
  constructor(
    readonly connectors: Connectors,
    readonly recertifications: Recertifications,
    private readonly blobs: Blobs,
  ) {}

  @Endpoint(routes.getConnector)
  show(
    @Input() { params, query }: InputOf<typeof routes.getConnector>,
    @Caller() by: Principal,
  ): Promise<ConnectorView> {
    return this.view(params, by, { limit: query.limit, cursor: query.cursor ?? null });
  }

  @Endpoint(routes.deprecate)
  async deprecate(
    @Input() { params, body }: InputOf<typeof routes.deprecate>,
    @Caller() by: Principal,
    @NewId() id: string,
  ): Promise<ConnectorView> {
    await deprecate(id, params, body, by, this);
    return this.view(params, by);
  }

  @Endpoint(routes.undoDeprecation)
  async undoDeprecation(
    @Input() { params: { id, ...name }, body }: InputOf<typeof routes.undoDeprecation>,
    @Caller() by: Principal,
  ): Promise<ConnectorView> {
    await undoDeprecation(id, name, body.reason, by, this);
    return this.view(name, by);
  }

  @Endpoint(routes.withdrawVersion)
  async withdraw(
    @Input() { params, body }: InputOf<typeof routes.withdrawVersion>,
    @Caller() by: Principal,
    @NewId() id: string,
  ): Promise<ConnectorView> {
    await withdrawVersion(id, params, body, by, this);
    return this.view(params, by);
  }

  @Endpoint(routes.consentToWithdrawal)
  async consent(
    @Input() { params: { id, ...name }, body }: InputOf<typeof routes.consentToWithdrawal>,
    @Caller() by: Principal,
  ): Promise<ConnectorView> {
    await consentToWithdrawal(id, name, body.comment, by, this);
    return this.view(name, by);
  }

  @Endpoint(routes.undoWithdrawal)
  async undoWithdrawal(
    @Input() { params: { id, ...name }, body }: InputOf<typeof routes.undoWithdrawal>,
    @Caller() by: Principal,
  ): Promise<ConnectorView> {
    await undoWithdrawal(id, name, body.reason, by, this);
    return this.view(name, by);
  }

  @Endpoint(routes.askForRecertification)
  async askForRecertification(
    @Input() { params, body }: InputOf<typeof routes.askForRecertification>,
    @Caller() by: Principal,
    @NewId() id: string,
  ): Promise<ConnectorView> {
    await askForRecertification(id, params, body.version, by, this);
    return this.view(params, by);
  }

  @Endpoint(routes.getRecertification)
  async recertification(
    @Input() { params: { id, ...name } }: InputOf<typeof routes.getRecertification>,
    @Caller() by: Principal,
  ): Promise<RecertificationView> {
    const its = await seenRecertification(id, name, by, this);
    if (its.report === null) return { ...name, ...its, reports: [] };
    const evidence: unknown = JSON.parse(
      Buffer.from(await this.blobs.get(its.report.slice('sha256:'.length))).toString(),
    );
    return { ...name, ...its, reports: z.object({ reports: stageReports }).parse(evidence).reports };
  }

  private async view(
    name: ConnectorName,
    by: Principal,
    page: { limit: number; cursor: string | null } = { limit: shownVersions, cursor: null },
  ): Promise<ConnectorView> {
    const { publisher, connector } = name;
    const { newest, preview } = await seenConnector(name, by, this);
    const { items, next } = await this.connectors.versions(name, page);
    const recertified = await this.recertifications.states(items.map(({ submissionId }) => submissionId));
    const findingsAt = (id: string) => pathFor(routes.getRecertification.path, name).replace('{id}', id);
    const visible = visiblePublishers(by);
    const insider = visible === null || visible.includes(publisher);
    const stands = newest !== null && !newest.facts.withdrawn ? newest : null;
    return {
      publisher,
      connector,
      newest: stands?.version ?? null,
      tier: stands === null ? null : gradeOf(stands.facts).tier,
      versions: {
        items: items.map(item => versionLine(item, insider, recertified.get(item.submissionId), findingsAt)),
        next,
      },
      preview,
      links: {
        self: pathFor(routes.getConnector.path, name),
        badge: pathFor(routes.getBadge.path, name),
        feed: routes.followCatalog.path,
      },
    };
  }
}

function pathFor(path: string, { publisher, connector }: ConnectorName): string {
  return path.replace('{publisher}', publisher).replace('{connector}', connector);
}
