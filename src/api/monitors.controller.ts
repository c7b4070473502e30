import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import { Ledger } from '../core/ports/ledger.js';
import { Monitors } from '../core/ports/monitors.js';
import type { MonitorRun } from '../core/ports/monitors.js';
import { WatchConnections } from '../core/ports/watch-connections.js';
import { problem } from '../core/problems.js';
import { actsFor, requireVisible } from '../pipeline/access.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** What monitors found, and the connections that those of public versions sign in with. */
@Controller()
export class MonitorsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly monitors: Monitors,
    private readonly watchConnections: WatchConnections,
  ) {}

  @Endpoint(routes.listMonitorRuns)
  async runs(
    @Input() { params, query }: InputOf<typeof routes.listMonitorRuns>,
    @Caller() by: Principal,
  ): Promise<{ items: MonitorRun[]; next: string | null }> {
    requireVisible(await this.ledger.get(params.id), by);
    return this.monitors.runs(params.id, { limit: query.limit, cursor: query.cursor ?? null });
  }

  @Endpoint(routes.setWatchConnection)
  async set(
    @Input() { params, body }: InputOf<typeof routes.setWatchConnection>,
    @Caller() by: Principal,
  ): Promise<void> {
    requirePublisher(params.publisher, by);
    await this.watchConnections.set(params, body.connection, by.account.id);
  }

  @Endpoint(routes.removeWatchConnection)
  async remove(
    @Input() { params }: InputOf<typeof routes.removeWatchConnection>,
    @Caller() by: Principal,
  ): Promise<void> {
    requirePublisher(params.publisher, by);
    await this.watchConnections.remove(params, by.account.id);
  }
}

function requirePublisher(publisher: string, by: Principal): void {
  if (!actsFor(by, publisher)) throw problem('publisher-not-found', { publisher });
}
