import { Controller, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { EngineIdentity } from '../core/ruleset.js';
import { Endpoint } from './endpoint.js';
import { openapiDocument } from './openapi.js';
import { Readiness } from './readiness.js';
import type { ReadinessPart } from './readiness.js';
import { routes } from './routes.js';
import { ENGINE } from './tokens.js';

/** What the service says of itself, to anybody. */
@Controller()
export class ServiceController {
  constructor(
    private readonly readiness: Readiness,
    @Inject(ENGINE) private readonly engine: EngineIdentity,
  ) {}

  @Endpoint(routes.health)
  health(): { alive: true; version: string } {
    return { alive: true, version: this.engine.version };
  }

  @Endpoint(routes.readiness)
  async ready(
    _: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ ready: boolean; parts: Readonly<Record<string, ReadinessPart>> }> {
    const parts = await this.readiness.parts();
    const ready = Object.values(parts).every(({ ok, needed }) => ok || !needed);
    if (!ready) response.status(503);
    return { ready, parts };
  }

  @Endpoint(routes.openapi)
  openapi(): object {
    return openapiDocument(routes, this.engine.version);
  }
}
