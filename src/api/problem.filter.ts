import { Catch, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Log } from '../core/log.js';
import { problem } from '../core/problems.js';
import type { Problem } from '../core/problems.js';
import { documentOf, headersOf, problemBehind, problemMediaType } from './http-problem.js';
import { pathOf, stateOf } from './request.js';
import { LOG } from './tokens.js';

/** Turns whatever was thrown into one answer: a problem document. A bug is logged loud and answered with a reference to it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const asked = { method: request.method, path: pathOf(request) };
    const { id } = stateOf(request);
    const behind = problemBehind(error, asked);
    this.tell(behind, error, { request: id, ...asked });
    // Half an answer cannot be taken back; the caller must see that it is not whole.
    if (response.headersSent) return void response.destroy();

    const document = documentOf(behind ?? problem('unexpected-error', { reference: id }), asked.path);
    const allow = behind?.code === 'method-not-allowed' ? { Allow: String(behind.context.allowed) } : {};
    response
      .status(document.status)
      .set({ ...headersOf(document.status), ...allow, 'Content-Type': problemMediaType })
      .end(JSON.stringify(document));
  }

  /** A caller's mistake is information; what is ours to repair is an error, with everything that helps to find it. Between them is the rest. */
  private tell(behind: Problem | null, error: unknown, asked: object): void {
    if (behind === null) this.log.error({ ...asked, error }, 'Request failed unexpectedly');
    else if (behind.fault === 'yours') this.log.info({ ...asked, code: behind.code }, 'Request refused');
    else if (behind.fault === 'upstream') this.log.warn({ ...asked, code: behind.code, error }, 'Request failed');
    else this.log.error({ ...asked, code: behind.code, error }, 'Request failed');
  }
}
