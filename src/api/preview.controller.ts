import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import { Blobs } from '../core/ports/blobs.js';
import { Ledger } from '../core/ports/ledger.js';
import { PreviewConnections } from '../core/ports/preview-connections.js';
import { Testers } from '../core/ports/testers.js';
import type { Page, PreviewUse } from '../core/ports/testers.js';
import { requireVisible } from '../pipeline/access.js';
import { forgetConnection, handInConnection, previewAccess } from '../pipeline/preview-access.js';
import type { PreviewAccess } from '../pipeline/preview-access.js';
import { createConnectorReader } from '../pipeline/read-connector.js';
import type { ConnectorReader } from '../pipeline/read-connector.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** What a person needs to call a version in preview, and how much it was called. */
@Controller()
export class PreviewController {
  readonly readConnector: ConnectorReader;

  constructor(
    readonly ledger: Ledger,
    readonly testers: Testers,
    readonly previewConnections: PreviewConnections,
    blobs: Blobs,
  ) {
    this.readConnector = createConnectorReader({ ledger, blobs });
  }

  @Endpoint(routes.getPreviewAccess)
  access(
    @Input() { params }: InputOf<typeof routes.getPreviewAccess>,
    @Caller() by: Principal,
  ): Promise<PreviewAccess> {
    return previewAccess(params.id, by, this);
  }

  @Endpoint(routes.handInPreviewConnection)
  handIn(
    @Input() { params, body }: InputOf<typeof routes.handInPreviewConnection>,
    @Caller() by: Principal,
  ): Promise<void> {
    return handInConnection(params.id, body.connection, by, this);
  }

  @Endpoint(routes.forgetPreviewConnection)
  forget(@Input() { params }: InputOf<typeof routes.forgetPreviewConnection>, @Caller() by: Principal): Promise<void> {
    return forgetConnection(params.id, by, this);
  }

  @Endpoint(routes.listPreviewUses)
  async uses(
    @Input() { params, query }: InputOf<typeof routes.listPreviewUses>,
    @Caller() by: Principal,
  ): Promise<Page<PreviewUse>> {
    requireVisible(await this.ledger.get(params.id), by);
    return this.testers.uses(params.id, { limit: query.limit, cursor: query.cursor ?? null });
  }
}
