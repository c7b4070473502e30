import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Answer } from '../core/ports/idempotency.js';
import { Idempotency } from '../core/ports/idempotency.js';
import { problem } from '../core/problems.js';
import { routeOf } from './endpoint.js';
import { receiveUpload } from './multipart.js';
import { parseInput } from './parse-input.js';
import { pathOf, stateOf } from './request.js';
import type { Route, UploadedFile } from './route.js';
import { UploadSlots } from './upload-slots.js';

/** What happens to every request between the guard and its handler: receive, parse, and carry out once. */
@Injectable()
export class EndpointInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly idempotency: Idempotency,
    private readonly slots: UploadSlots,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const route = routeOf(context, this.reflector);
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const file = route.upload ? await this.receive(request, response) : null;
    stateOf(request).input = parseInput(route, request, file);
    const key = idempotencyKeyOf(route, request);
    if (key === null) return next.handle();
    return from(this.once(key, { route, request, response, file }, () => lastValueFrom(next.handle())));
  }

  /** The upload, once this process has room for it in memory; the room is free again when the request is answered. */
  private async receive(request: Request, response: Response): Promise<UploadedFile> {
    const release = await this.slots.take();
    response.once('close', release);
    if (response.closed) {
      release();
      throw problem('request-malformed', { reason: 'The connection was closed before the body was read.' });
    }
    return receiveUpload(request, response);
  }

  private async once(key: string, { route, request, response, file }: Received, handle: () => Promise<unknown>) {
    const state = stateOf(request);
    const account = state.principal?.account.id;
    if (account === undefined) throw new Error(`${route.path} can be repeated by nobody in particular`);
    let body: unknown;
    const work = async (id: string): Promise<Answer> => {
      state.newId = id;
      body = await handle();
      const location = response.get('Location');
      return {
        status: route.success.status,
        headers: location ? { Location: location } : {},
        body: storable(body, route),
      };
    };
    const { answer, replayed } = await this.idempotency.once(
      { account, key, requestHash: hashOf(request, file) },
      work,
    );
    if (!replayed) return body;
    response.set({ ...answer.headers, 'Idempotency-Replayed': 'true' });
    return answer.body;
  }
}

interface Received {
  readonly route: Route;
  readonly request: Request;
  readonly response: Response;
  readonly file: UploadedFile | null;
}

function idempotencyKeyOf(route: Route, request: Request): string | null {
  const key = request.get('Idempotency-Key');
  if (route.method !== 'post' || key === undefined) return null;
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw problem('request-invalid', {
      faults: 'The header Idempotency-Key must be 1 to 255 printable ASCII characters.',
    });
  }
  return key;
}

/** SHA-256 over everything that the request asks for, each part told apart from the next. */
function hashOf(request: Request, file: UploadedFile | null): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([request.method, pathOf(request), request.body ?? null, file?.name ?? null]));
  if (file) hash.update('\0').update(file.bytes);
  return hash.digest('hex');
}

/** What may be kept of an answer: all but its secret. */
function storable(body: unknown, { secret }: Route): unknown {
  if (secret === undefined || typeof body !== 'object' || body === null) return body;
  return { ...body, [secret]: null };
}
