import { Controller, Inject } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import { Blobs } from '../core/ports/blobs.js';
import { Connections } from '../core/ports/connections.js';
import { Ledger } from '../core/ports/ledger.js';
import { finishSignIn, startSignIn } from '../pipeline/sign-in.js';
import type { SignInBegun } from '../pipeline/sign-in.js';
import type { EgressPolicy } from '../runtime/egress-policy.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';
import { EGRESS } from './tokens.js';

/**
 * How people sign in to a connector that uses OAuth. The provider sends the browser to whoever began, a program on the person's own
 * machine or a page, and that one hands the answer in with the person's token: so nobody can be led to sign in for somebody else, and
 * no code stands in an address that this service logs.
 */
@Controller()
export class SignInsController {
  constructor(
    readonly ledger: Ledger,
    readonly blobs: Blobs,
    readonly connections: Connections,
    @Inject(EGRESS) readonly egress: EgressPolicy,
  ) {}

  readonly now = (): Date => new Date();

  @Endpoint(routes.startSignIn)
  start(@Input() { params, body }: InputOf<typeof routes.startSignIn>, @Caller() by: Principal): Promise<SignInBegun> {
    return startSignIn(params.id, body, by, this);
  }

  @Endpoint(routes.finishSignIn)
  finish(@Input() { params, body }: InputOf<typeof routes.finishSignIn>, @Caller() by: Principal): Promise<void> {
    return finishSignIn(params.id, body, by, this);
  }
}
