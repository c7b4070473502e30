import { Controller, Inject } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import type { GivenWaiver } from '../core/given-waiver.js';
import { Ledger } from '../core/ports/ledger.js';
import { Waivers } from '../core/ports/waivers.js';
import { listWaivers, revokeWaiver, waive } from '../pipeline/waivers.js';
import { Caller, Endpoint, Input, NewId } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';
import { FIXED_RULES } from './tokens.js';

/** Reviewers' exceptions for findings of submissions. */
@Controller()
export class WaiversController {
  constructor(
    readonly ledger: Ledger,
    readonly waivers: Waivers,
    @Inject(FIXED_RULES) readonly fixed: ReadonlyMap<string, string>,
  ) {}

  @Endpoint(routes.listWaivers)
  list(
    @Input() { params, query }: InputOf<typeof routes.listWaivers>,
    @Caller() by: Principal,
  ): Promise<{ items: GivenWaiver[]; next: string | null }> {
    return listWaivers(params.id, { limit: query.limit, cursor: query.cursor ?? null }, by, this);
  }

  @Endpoint(routes.waive)
  waive(
    @Input() { params, body }: InputOf<typeof routes.waive>,
    @Caller() by: Principal,
    @NewId() id: string,
  ): Promise<GivenWaiver> {
    return waive(params.id, id, body, by, this);
  }

  @Endpoint(routes.revokeWaiver)
  revoke(
    @Input() { params, body }: InputOf<typeof routes.revokeWaiver>,
    @Caller() by: Principal,
  ): Promise<GivenWaiver> {
    return revokeWaiver(params.id, body.reason, by, this);
  }
}
