import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import { Ledger } from '../core/ports/ledger.js';
import { Testers } from '../core/ports/testers.js';
import type { Invitation, Page, PageRequest, Tester, TesterVerdict } from '../core/ports/testers.js';
import { requireVisible } from '../pipeline/access.js';
import { giveTesterVerdict, inviteTester, removeTester, testerVerdicts } from '../pipeline/testers.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** Who tries a version in preview, and what they say. */
@Controller()
export class TestersController {
  constructor(
    readonly ledger: Ledger,
    readonly testers: Testers,
  ) {}

  @Endpoint(routes.inviteTester)
  invite(@Input() { params, body }: InputOf<typeof routes.inviteTester>, @Caller() by: Principal): Promise<Tester> {
    return inviteTester(params.id, body.account, by, this);
  }

  @Endpoint(routes.listTesters)
  async list(
    @Input() { params, query }: InputOf<typeof routes.listTesters>,
    @Caller() by: Principal,
  ): Promise<Page<Tester>> {
    requireVisible(await this.ledger.get(params.id), by);
    return this.testers.list(params.id, pageOf(query));
  }

  @Endpoint(routes.removeTester)
  remove(@Input() { params }: InputOf<typeof routes.removeTester>, @Caller() by: Principal): Promise<void> {
    return removeTester(params.id, params.account, by, this);
  }

  @Endpoint(routes.giveTesterVerdict)
  say(
    @Input() { params, body }: InputOf<typeof routes.giveTesterVerdict>,
    @Caller() by: Principal,
  ): Promise<TesterVerdict> {
    return giveTesterVerdict(params.id, body, by, this);
  }

  @Endpoint(routes.listTesterVerdicts)
  verdicts(
    @Input() { params, query }: InputOf<typeof routes.listTesterVerdicts>,
    @Caller() by: Principal,
  ): Promise<Page<TesterVerdict>> {
    return testerVerdicts(params.id, pageOf(query), by, this);
  }

  @Endpoint(routes.listInvitations)
  invitations(
    @Input() { query }: InputOf<typeof routes.listInvitations>,
    @Caller() by: Principal,
  ): Promise<Page<Invitation>> {
    return this.testers.invitations(by.account.id, pageOf(query));
  }
}

function pageOf({ limit, cursor }: { limit: number; cursor?: string | undefined }): PageRequest {
  return { limit, cursor: cursor ?? null };
}
