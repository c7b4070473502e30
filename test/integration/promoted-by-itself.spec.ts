import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import { submissionView } from '../../src/api/schemas.js';
import { createTestDatabase } from '../support/database.js';
import { startSampleApi } from '../support/sample-api.js';
import { formOf, runProgram, startService } from '../support/service.js';
import { addRuns, addVerdict } from '../support/signals.js';
import { temporaryFolder } from '../support/temporary.js';

jest.setTimeout(300_000);

/** With real parts in every stage and a programme that asks for numbers; only the monitor's and the testers' rows are written by the test. */
it('a version that reviewers approved early is promoted and published by itself once its numbers are there', async () => {
  const folder = await temporaryFolder('assay promoted-');
  const database = await createTestDatabase();
  const library = await startSampleApi();
  const programme = join(folder.path, 'programme.json');
  const normal = { runs: 40, successLowerBound: 0.9, p95Ms: 800, testersWorking: 1 };
  await writeFile(programme, JSON.stringify({ id: 'numbers', version: '2026-11-20', promotion: { normal } }));
  const service = await startService({
    DATABASE_URL: database.url,
    ASSAY_PROGRAMME: programme,
    ASSAY_EGRESS_ALLOW: `library.example.com=${library.url}`,
  });
  try {
    const post = async (path: string, json: object) =>
      (await (await service.ask(path, service.token, { json })).json()) as { id: string; secret: string };
    const person = async (name: string, roles: string[], publishers: string[], scopes: string[]) => {
      const { id } = await post('/accounts', { name, roles, publishers });
      const { secret } = await post(`/accounts/${id}/tokens`, { name: 'test', scopes });
      return { id, token: secret };
    };
    await post('/publishers', { slug: 'example-library', name: 'Library', kind: 'verified' });
    const submitter = await person('Sam', ['submitter'], ['example-library'], ['read', 'submit']);
    const reviewer = await person('Robin', ['reviewer'], [], ['read', 'review']);
    const tester = await person('Toni', ['submitter'], [], ['read']);
    const shown = async (answer: Response) => {
      const json: unknown = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(json));
      return submissionView.parse(json);
    };
    const view = async (id: string) => shown(await service.ask(`/submissions/${id}`, submitter.token));
    const come = async (id: string, isThere: (its: Awaited<ReturnType<typeof view>>) => boolean) => {
      for (let tries = 0; tries < 1_000; tries += 1) {
        const its = await view(id);
        if (isThere(its)) return its;
        await pause(150);
      }
      throw new Error(`It did not come there: ${JSON.stringify(await view(id))}`);
    };
    const connector = fileURLToPath(new URL('../../examples/library/connector', import.meta.url));
    const fields = {
      publisher: 'example-library',
      connector: 'books',
      connection: JSON.stringify({ api_key: library.key }),
    };
    const body = formOf(fields, await packFolder(connector));
    const accepted = await service.ask('/submissions', submitter.token, { method: 'POST', body });
    const { id } = await shown(accepted);
    const { digest } = await come(id, ({ state }) => state !== 'running');
    await addVerdict(database, id, tester.id, 'fails');

    const decided = await service.ask(`/submissions/${id}/decisions`, reviewer.token, {
      json: { kind: 'approve', digest, comment: 'Good.' },
    });
    expect(await shown(decided)).toMatchObject({ state: 'waiting', turn: 'ours' });
    await addRuns(database, id, 40);
    const status = await runProgram(['status', id], { ASSAY_SERVER: service.url, ASSAY_TOKEN: submitter.token });
    expect(status.out).toContain('not yet: fails for 1 tester, works for 0 testers, 1 wanted');
    expect(status.out).toContain('shown: has run 40 times, 40 wanted; lower bound 93.6 %, wanted 90 %');
    expect(status.out).toContain('turn: ours: measuring since');
    const queue = await (await service.ask('/review/queue', reviewer.token)).json();
    expect(queue).toMatchObject({ items: [] });

    await addVerdict(database, id, tester.id, 'works');
    const published = await come(id, ({ state }) => state !== 'waiting' && state !== 'running');
    expect(published).toMatchObject({ state: 'public', stage: 'publish', promotion: null });
    expect(published.receipt?.folder).toBe('certified-connectors/example-library/books');
  } finally {
    await service.stop();
    await library.stop();
    await database.drop();
    await folder.remove();
  }
});
