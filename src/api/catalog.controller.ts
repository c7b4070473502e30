import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import { Ledger } from '../core/ports/ledger.js';
import { Connectors } from '../core/ports/connectors.js';
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
    const marks = await this.connectors.marks(items.map(({ submissionId }) => submissionId));
    return { items: items.map(item => catalogLine(item, marks.get(item.submissionId))), next: page.next };
  }
}
