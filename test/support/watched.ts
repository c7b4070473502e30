import { createHash, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import type { SubmissionSummary } from '../../src/core/ports/ledger.js';
import { packageOf } from '../../src/core/package-content.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { startServer } from './functional.js';
import type { TestServer } from './functional.js';
import type { World } from './world.js';

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');

/** How the API of a test answers: as certified, otherwise, with this status, or not at all. */
export type Mood = 'fine' | 'changed' | 'silent' | number;

/** An API with one operation, which answers as its mood is. `key` is asked for where one is given. */
export async function startMoodyApi(key: string | null = null): Promise<TestServer & { mood: Mood; calls: number }> {
  const answer: RequestListener = (request, response) => {
    api.calls += 1;
    if (api.mood === 'silent') return;
    const status = typeof api.mood === 'number' ? api.mood : 200;
    response.setHeader('content-type', 'application/json');
    if (key !== null && request.headers['x-key'] !== key) {
      response.writeHead(401).end('{"error":"no key"}');
      return;
    }
    response.writeHead(status).end(JSON.stringify(api.mood === 'changed' ? { items: 'none' } : { items: ['a'] }));
  };
  const server = await startServer(answer);
  const api = { ...server, mood: 'fine' as Mood, calls: 0 };
  return api;
}

/** A package of a connector with that one operation. */
export function watchedPackage(name: string, signedIn = false) {
  const definition = {
    swagger: '2.0',
    info: { title: 'Items', version: '1.0.0' },
    host: 'items.example.com',
    basePath: '/',
    schemes: ['https'],
    ...(signedIn && {
      securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
      security: [{ key: [] }],
    }),
    paths: {
      '/items': {
        get: {
          operationId: 'ListItems',
          produces: ['application/json'],
          responses: {
            200: {
              description: 'ok',
              schema: {
                type: 'object',
                required: ['items'],
                properties: { items: { type: 'array', items: { type: 'string' } } },
              },
            },
            ...(signedIn && { 401: { description: 'no key' } }),
          },
        },
      },
    },
  };
  const parameters = signedIn ? { connectionParameters: { api_key: { type: 'securestring' } } } : {};
  return packageOf(
    new Map([
      ['README.md', Buffer.from(`# ${name}\n`)],
      ['apiDefinition.swagger.json', Buffer.from(JSON.stringify(definition))],
      ['apiProperties.json', Buffer.from(JSON.stringify({ properties: parameters }))],
    ]),
    sha256,
  );
}

/** Brings submissions to where monitors watch them. */
export function createWatched({ ledger, people }: World) {
  const blobs = new MemoryBlobs();

  /** A submission that waits in preview. */
  const inPreview = async (
    publisher = 'acme',
    connector = `items-${randomUUID().slice(0, 8)}`,
    { signedIn = false, version = '1.0.0' } = {},
  ): Promise<SubmissionSummary> => {
    const { id } = await ledger.open(openingOf({ publisher, connector, by: people.submitter }));
    const content = watchedPackage(`${connector} ${version}`, signedIn);
    for (const { path } of content.files) await blobs.put(content.read(path) ?? new Uint8Array());
    const intake = await claimAt(ledger, 'intake');
    const { digest, files } = content;
    await end(ledger, intake, { ...outcomeOf(intake), package: { digest, files, version } } as never);
    const step = await claimAt(ledger, 'preview');
    await end(ledger, step, outcomeOf(step));
    return ledger.get(id);
  };

  const publish = async (submission: SubmissionSummary): Promise<SubmissionSummary> => {
    const { id, publisher, connector } = submission;
    await ledger.change(id, decision('approve', people.reviewer, submission.digest ?? ''));
    const step = await claimAt(ledger, 'publish');
    await ledger.intendPublication({
      target: 'repository',
      publisher,
      connector,
      version: submission.version ?? '',
      digest: submission.digest ?? '',
      submissionId: id,
    });
    expect(await end(ledger, step, outcomeOf(step))).toBe(true);
    return ledger.get(id);
  };

  /** A submission that is public. */
  const inPublic = async (...known: Parameters<typeof inPreview>) => publish(await inPreview(...known));
  return { blobs, inPreview, publish, inPublic };
}
