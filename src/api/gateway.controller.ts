import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../core/account.js';
import { Blobs } from '../core/ports/blobs.js';
import { Ledger } from '../core/ports/ledger.js';
import { PreviewConnections } from '../core/ports/preview-connections.js';
import { Testers } from '../core/ports/testers.js';
import { problem } from '../core/problems.js';
import { callPreview } from '../pipeline/call-preview.js';
import type { PreviewAnswer, PreviewTools } from '../pipeline/call-preview.js';
import { createConnectorReader } from '../pipeline/read-connector.js';
import type { EgressPolicy } from '../runtime/egress-policy.js';
import { CallSlots } from './call-slots.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import { gatewayPath } from './gateway-path.js';
import { passedOn } from './pass-on.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';
import { EGRESS } from './tokens.js';

/** The longest body that is passed on, in bytes: as long as one that the functional test sends. */
const mostBody = 1_048_576;

/** How long a call may take from its first to its last byte, in milliseconds: the runtime's own time, and some for the caller's body. */
const callMs = 60_000;

/** Where a version in preview is called. */
@Controller()
export class GatewayController {
  private readonly tools: PreviewTools;

  constructor(
    ledger: Ledger,
    testers: Testers,
    previewConnections: PreviewConnections,
    blobs: Blobs,
    private readonly slots: CallSlots,
    @Inject(EGRESS) egress: EgressPolicy,
  ) {
    const readConnector = createConnectorReader({ ledger, blobs });
    this.tools = { ledger, testers, previewConnections, readConnector, egress, now: () => new Date() };
  }

  @Endpoint(routes.callPreview)
  async call(
    @Input() { params }: InputOf<typeof routes.callPreview>,
    @Caller() by: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const target = gatewayPath(request.originalUrl);
    if (target === null) throw problem('request-malformed', { reason: 'The address is none of the gateway.' });
    const free = this.slots.take(by.account.id);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const deadline = AbortSignal.timeout(callMs);
    const { publisher, connector } = params;
    try {
      const answered = await callPreview(
        {
          publisher,
          connector,
          method: request.method,
          path: target.path,
          query: target.query,
          headers: request,
          base: `${request.protocol}://${request.get('host') ?? ''}/gateway/preview/${publisher}/${connector}`,
          body: () => readBody(request),
        },
        by,
        this.tools,
        AbortSignal.any([gone.signal, deadline]),
      );
      if (!response.closed) passOn(response, answered);
    } catch (error) {
      // Nobody is there any more to be told.
      if (response.closed) return;
      if (!deadline.aborted) throw error;
      const operation = `${request.method} ${target.path.slice(0, 200)}`;
      throw problem('preview-call-failed', { operation, reason: 'The call was not finished in time.' }, error);
    } finally {
      free();
    }
  }
}

function passOn(response: Response, { version, digest, operation, answer, setHeaders }: PreviewAnswer): void {
  // A status below 200 cannot be passed on as a final one.
  response.status(Math.max(answer.status, 200));
  const headers = new Map<string, string[]>();
  for (const [name, value] of passedOn(answer, operation, setHeaders)) {
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  for (const [name, [first = '', ...more]] of headers)
    response.setHeader(name, more.length === 0 ? first : [first, ...more]);
  response.setHeader('Assay-Version', encodeURI(version.toWellFormed()));
  response.setHeader('Assay-Digest', digest);
  response.end(answer.body);
}

/** The whole body; null when there is none. Throws `body-too-large`, `request-malformed` when it breaks off. */
async function readBody(request: Request): Promise<Uint8Array | null> {
  const tooLarge = () => problem('body-too-large', { limit: '1 MiB' });
  if (Number(request.headers['content-length'] ?? 0) > mostBody) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Left open when it is too long: the answer that says so goes out on the same connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > mostBody) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (size > mostBody) throw error;
    throw problem('request-malformed', { reason: 'The body ended early.' }, error);
  }
  return size === 0 ? null : Buffer.concat(chunks);
}
