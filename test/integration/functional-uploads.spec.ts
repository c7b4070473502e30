import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { packageFileNames } from '../../src/core/package.js';
import { verdictOf } from '../../src/core/verdict.js';
import { childEntry, contentOf, runStage, sampleKey, startServer } from '../support/functional.js';

const text = { type: 'string' };
const ok = (status: number, schema?: object) => ({ [status]: { description: 'ok', ...(schema && { schema }) } });
const thing = { type: 'object', required: ['id'], properties: { id: text } };
const idIn = (name: string) => ({ name, in: 'path', required: true, ...text });

const definition = {
  swagger: '2.0',
  info: { title: 'Files', version: '1.0.0' },
  host: 'library.example.com',
  basePath: '/v1',
  schemes: ['https'],
  securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
  paths: {
    '/files': {
      post: {
        operationId: 'UploadFile',
        consumes: ['multipart/form-data'],
        parameters: [
          { name: 'title', in: 'formData', required: true, ...text },
          { name: 'document', in: 'formData', required: true, type: 'file' },
        ],
        responses: { ...ok(201, thing), ...ok(400), ...ok(401) },
      },
    },
    '/files/{fileId}': {
      get: { operationId: 'GetFile', parameters: [idIn('fileId')], responses: { ...ok(200, thing), ...ok(404) } },
      delete: { operationId: 'DeleteFile', parameters: [idIn('fileId')], responses: { ...ok(204), ...ok(404) } },
    },
    '/pages/{pageId}': {
      put: {
        operationId: 'PutPage',
        parameters: [idIn('pageId')],
        responses: { ...ok(200, thing), ...ok(201, thing) },
      },
      delete: { operationId: 'DeletePage', parameters: [idIn('pageId')], responses: { ...ok(204), ...ok(404) } },
    },
    '/items': { get: { operationId: 'ListItems', responses: ok(200, { type: 'array', items: thing }) } },
    '/items/{itemId}': {
      delete: { operationId: 'DeleteItem', parameters: [idIn('itemId')], responses: { ...ok(204), ...ok(404) } },
    },
  },
};

/** What the server understood of a form. */
async function formOf(contentType: string, body: Buffer): Promise<FormData | null> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => null);
}

describe('files, and what a run makes and removes', () => {
  const newman = createNewman({ childEntry, memoryMb: 245, idleSeconds: 30 });
  afterAll(() => newman.close());

  it('uploads a small file, and deletes nothing but what it made', async () => {
    const files = new Map<string, { readonly name: string; readonly text: string; readonly title: string }>();
    const uploaded: { readonly name: string; readonly text: string; readonly title: string }[] = [];
    const pages = new Set<string>();
    const deleted: string[] = [];
    const api = await startServer((request, response) => {
      const chunks: Buffer[] = [];
      const answer = (status: number, body?: object) => {
        response.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      };
      const handle = async () => {
        const { method = '', url = '', headers } = request;
        if (headers['x-api-key'] !== sampleKey) return answer(401, {});
        const [, , kind = '', id = ''] = url.split('/').map(decodeURIComponent);
        if (method === 'DELETE') deleted.push(`${kind}/${id}`);
        if (kind === 'items') return method === 'GET' ? answer(200, [{ id: 'of-somebody' }]) : answer(204);
        if (kind === 'pages') {
          if (method === 'DELETE') return answer(pages.delete(id) ? 204 : 404);
          const isNew = !pages.has(id);
          pages.add(id);
          return answer(isNew ? 201 : 200, { id });
        }
        if (method === 'DELETE') return answer(files.delete(id) ? 204 : 404);
        if (method === 'GET') return files.has(id) ? answer(200, { id }) : answer(404, {});
        const form = await formOf(headers['content-type'] ?? '', Buffer.concat(chunks));
        const file = form?.get('document');
        const title = form?.get('title');
        if (!(file instanceof File) || typeof title !== 'string') return answer(400, {});
        const kept = { name: file.name, text: await file.text(), title };
        uploaded.push(kept);
        files.set(`f-${uploaded.length}`, kept);
        return answer(201, { id: `f-${uploaded.length}` });
      };
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => void handle());
    });
    try {
      const content = contentOf(
        new Map([
          [packageFileNames.definition, JSON.stringify(definition, null, 1)],
          [
            packageFileNames.properties,
            JSON.stringify({ properties: { connectionParameters: { api_key: { type: 'securestring' } } } }),
          ],
        ]),
      );

      const { report, evidence } = await runStage(content, { newman, origin: api.url });

      const told = report.findings
        .filter(({ rule }) => rule !== 'functional-suite-strength')
        .map(({ rule, severity, message }) => `${severity} ${rule} ${message}`);
      expect(told).toEqual([
        expect.stringMatching(/^warning functional-operation-untested DeletePage .*did not create/),
        expect.stringMatching(/^warning functional-operation-untested DeleteItem .*did not create/),
      ]);
      expect(verdictOf(report)).toBe('pass');
      expect(report.checks).toContainEqual({ id: 'functional/UploadFile', state: 'ran' });
      expect(report.checks).toContainEqual({ id: 'functional/UploadFile/required-missing', state: 'ran' });
      expect(uploaded).toEqual([{ name: 'sample.txt', text: 'sample\n', title: 'sample' }]);
      expect(files.size).toBe(0);
      expect(pages.size).toBe(0);
      expect(deleted.filter(path => path.startsWith('items/'))).toEqual([]);
      const record = JSON.parse(evidence);
      const upload = record.exchanges.find(
        ({ operationId, result }: { operationId: string; result: { status?: number } }) =>
          operationId === 'UploadFile' && result.status === 201,
      );
      expect(upload.request.body.text).toContain('filename="sample.txt"\r\nContent-Type: text/plain\r\n\r\nsample\n');
      expect(record.runs.map(({ name }: { name: string }) => name)).toEqual(['main', 'closing', 'cleanup']);
      expect(record.leftovers).toEqual([]);
    } finally {
      await api.stop();
    }
  }, 60_000);
});
