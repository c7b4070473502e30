import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Accounts } from '../core/ports/accounts.js';
import { problem } from '../core/problems.js';
import { requireScope } from '../pipeline/access.js';
import { routeOf } from './endpoint.js';
import { stateOf } from './request.js';

/** Lets a request through when its bearer token is valid and allows what the route asks for. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accounts: Accounts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { scope } = routeOf(context, this.reflector);
    if (scope === null) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const principal = await this.accounts.authenticate(bearerOf(request.headers.authorization));
    requireScope(principal, scope);
    stateOf(request).principal = principal;
    return true;
  }
}

/** The secret of an `Authorization: Bearer …` header (RFC 6750). Throws `token-missing`. */
function bearerOf(header: string | undefined): string {
  const secret = /^Bearer +([\x21-\x7e]{1,500})$/i.exec(header ?? '')?.[1];
  if (secret === undefined) throw problem('token-missing');
  return secret;
}
