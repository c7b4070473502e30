import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import { Ledger } from '../core/ports/ledger.js';
import type { ChannelEntry } from '../core/ports/ledger.js';
import { Connectors } from '../core/ports/connectors.js';
import { Monitors } from '../core/ports/monitors.js';
import { visiblePublishers } from '../pipeline/access.js';
import { catalogLine } from './connector-view.js';
import type { CatalogLine } from './connector-view.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** What can be used, and on which channel. */
@Controller()
export class CatalogController {
  constructor(
    private readonly ledger: Ledger,
    private readonly connectors: Connectors,
    private readonly monitors: Monitors,
  ) {}

  @Endpoint(routes.listCatalog)
  async list(
    @Input() { query }: InputOf<typeof routes.listCatalog>,
    @Caller() by: Principal,
  ): Promise<{ items: CatalogLine[]; next: string | null }> {
    const { channel, limit, cursor = null } = query;
    const page = await this.ledger.channel(channel, { limit, cursor });
    // What is public is everybody's; what is not is its publisher's and the reviewers'. A page may so hold less than its limit.
    const visible = channel === 'public' ? null : visiblePublishers(by);
    const items = page.items.filter(({ publisher }) => visible === null || visible.includes(publisher));
    const ids = items.map(({ submissionId }) => submissionId);
    const [marks, drifts] = await Promise.all([this.connectors.marks(ids), this.monitors.drifts(ids)]);
    const lineOf = (item: ChannelEntry) =>
      catalogLine(item, marks.get(item.submissionId), drifts.get(item.submissionId));
    return { items: items.map(lineOf), next: page.next };
  }
}
