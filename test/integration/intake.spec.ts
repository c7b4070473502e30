import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { readJson } from '../../src/core/json-text.js';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import { intakeStage } from '../../src/stages/intake/stage.js';
import { readUpload } from '../../src/stages/intake/read-upload.js';
import { intakeRules } from '../../src/stages/intake/rules.js';
import { archiveCases, goodFiles, jsonCases, referenceCases, structureCases } from '../support/intake-cases.js';
import { intakeSubject } from '../support/intake-subject.js';
import { transpileTo } from '../support/transpile.js';
import { buildZip, seeded } from '../support/zip-builder.js';

interface Result {
  file: string;
  ms: number;
  maxRssKib: number;
  verdict: string;
  report: {
    findings: { rule: string; blocks: boolean; message: string; fix: string; file: string }[];
    checks: { state: string }[];
  };
  accepted?: { files: { path: string; sha256: string }[] };
}

const cases = [...archiveCases, ...structureCases, ...jsonCases, ...referenceCases];
const results = new Map<string, Result>();
/** How many uploads each case has; they lie in the folder `uploads`. */
const uploadCounts: number[] = [];
let folder: string;
let alive = false;
let left: { temporary: string[]; store: string[] };

const uploadName = (caseIndex: number, upload: number) =>
  `${String(caseIndex).padStart(3, '0')}-${String(upload).padStart(2, '0')}.zip`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay intake-'));
  const [code, uploads, store, temporary] = ['code', 'uploads', 'store', 'temporary'].map(name =>
    join(folder, name),
  ) as [string, string, string, string];
  await Promise.all([code, uploads, store, temporary].map(path => mkdir(path)));
  for (const [index, { uploads: make }] of cases.entries()) {
    const made = make();
    uploadCounts.push(made.length);
    for (const [upload, bytes] of made.entries()) await writeFile(join(uploads, uploadName(index, upload)), bytes);
  }
  await transpileTo(code, [
    'src/core',
    'src/stages/intake',
    'src/adapters/files',
    'src/adapters/memory/blobs.ts',
    'test/support/intake-batch.ts',
    'test/support/intake-subject.ts',
  ]);

  const child = spawn(
    process.execPath,
    ['--max-old-space-size=256', join(code, 'test/support/intake-batch.js'), uploads, store],
    {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  for (const line of (await text(child.stdout)).split('\n').filter(part => part !== '')) {
    const result = JSON.parse(line) as Result & { alive?: boolean };
    if (result.alive) alive = true;
    else results.set(result.file, result);
  }
  const [exitCode] = (await ended) as [number | null];
  alive &&= exitCode === 0;
  left = {
    temporary: await readdir(temporary),
    store: (await readdir(store, { recursive: true })).filter(
      name => name.includes('/') || name.startsWith('incoming/'),
    ),
  };
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('intake of a hostile upload', () => {
  describe.each(cases.map((hostile, index) => ({ ...hostile, index })))(
    '$id: $what',
    ({ index, rules, accepted, faults }) => {
      it(`says ${rules.length > 0 ? rules.join(', ') : 'nothing'}`, () => {
        for (let upload = 0; upload < (uploadCounts[index] ?? 0); upload += 1) {
          const result = results.get(uploadName(index, upload));

          expect([...new Set(result?.report.findings.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
          expect(result?.accepted !== undefined).toBe(accepted);
          const blocks = rules.some(rule =>
            Object.entries(intakeRules).some(([id, { severity }]) => id === rule && severity === 'error'),
          );
          expect(result?.verdict).toBe(blocks ? 'fail' : 'pass');
          expect(result?.ms).toBeLessThan(5000);
          for (const finding of result?.report.findings ?? []) {
            expect(finding.message).toMatch(/^[^\p{C}]+\.$/u);
            expect(finding.fix).toMatch(/\.$/);
            expect(finding.file).toMatch(/^[^\p{C}]+$/u);
          }
        }
      });

      if (faults !== undefined) {
        it(`reads as ${faults.join(', ') || 'faultless JSON'}`, async () => {
          for (let upload = 0; upload < (uploadCounts[index] ?? 0); upload += 1) {
            const { files } = await readUpload(await readFile(join(folder, 'uploads', uploadName(index, upload))));
            const definition = files?.get('apiDefinition.swagger.json');
            if (definition) expect(readJson(definition).faults.map(({ kind }) => kind)).toEqual(faults);
            else expect(accepted).toBe(false);
          }
        });
      }
    },
  );

  it('leaves the process alive, small and tidy', () => {
    const kept = new Set(
      [...results.values()].flatMap(({ accepted }) => accepted?.files.map(({ sha256 }) => sha256) ?? []),
    );

    expect(alive).toBe(true);
    expect(Math.max(...[...results.values()].map(({ maxRssKib }) => maxRssKib))).toBeLessThan(512 * 1024);
    expect(left.temporary).toEqual([]);
    expect(left.store.map(name => name.slice(3)).sort()).toEqual([...kept].sort());
  });

  it('has a case for each of P01 to P62, and for every rule but those of limits and manners', () => {
    const ids = new Set(cases.map(({ id }) => id));
    const found = new Set(cases.flatMap(({ rules }) => rules));

    for (let number = 1; number <= 62; number += 1) expect(ids).toContain(`P${String(number).padStart(2, '0')}`);
    expect(Object.keys(intakeRules).filter(rule => !found.has(rule))).toEqual([
      'archive-malformed',
      'archive-too-large',
      'archive-comment',
      'package-file-name-exact',
      'package-no-settings-file',
      'package-readme-name-canonical',
    ]);
  });
});

describe('intake of a package', () => {
  async function take(upload: Uint8Array, name?: string) {
    const blobs = new MemoryBlobs();
    const outcome = await intakeStage(blobs).run(
      intakeSubject(await blobs.put(upload), name),
      new AbortController().signal,
    );
    if (outcome.kind !== 'checked') throw new Error(outcome.kind);
    return { ...outcome, blobs, rules: outcome.report.findings.map(({ rule }) => rule) };
  }

  it('keeps every file as it is, and knows the version', async () => {
    const { package: accepted, report, blobs } = await take(buildZip(goodFiles));

    expect(report).toMatchObject({ findings: [], checks: [{ state: 'ran' }, { state: 'ran' }, { state: 'ran' }] });
    expect(accepted?.version).toBe('1.0');
    expect(accepted?.files.map(({ path }) => path)).toEqual([
      'README.md',
      'apiDefinition.swagger.json',
      'apiProperties.json',
    ]);
    for (const { path, sha256 } of accepted?.files ?? []) {
      const content = goodFiles.find(({ name }) => name === path)?.content;
      expect(Buffer.from(await blobs.get(sha256)).toString()).toBe(content);
    }
  });

  it('gives the same digest whatever the order, times, compression and folders of the archive', async () => {
    const other = buildZip([
      { name: 'tests/', method: 0, mode: 0o040755 },
      ...[...goodFiles]
        .reverse()
        .map(file => ({ ...file, method: 0, time: 0x5a21_8c40, mode: 0o100755, descriptor: {} })),
    ]);

    const [first, second] = await Promise.all([take(buildZip(goodFiles)), take(other)]);

    expect(second.rules).toEqual([]);
    expect(second.package?.digest).toBe(first.package?.digest);
  });

  it('gives another digest for any other byte', async () => {
    const changed = goodFiles.map((file, index) => (index === 2 ? { ...file, content: '# Sample\n\n' } : file));

    expect((await take(buildZip(changed))).package?.digest).not.toBe((await take(buildZip(goodFiles))).package?.digest);
  });

  it('takes collections, environments and values as tests', async () => {
    const tests = ['tests/Users 1.postman_collection.json', 'tests/prod.postman_environment.json', 'tests/values.json'];
    const { rules, package: accepted } = await take(
      buildZip([...goodFiles, ...tests.map(name => ({ name, content: '{}' }))]),
    );

    expect(rules).toEqual([]);
    expect(accepted?.files.map(({ path }) => path)).toEqual(expect.arrayContaining(tests));
  });

  it.each(['readme.md', 'ReadMe.MD'])('publishes %s as README.md', async name => {
    const { rules, package: accepted } = await take(buildZip([...goodFiles.slice(0, 2), { name, content: '# x' }]));

    expect(rules).toEqual(['package-readme-name-canonical']);
    expect(accepted?.files[0]?.path).toBe('README.md');
  });

  it.each([
    ['apidefinition.swagger.json', 'apiDefinition.swagger.json'],
    ['apiDefination.swagger.json', 'apiDefinition.swagger.json'],
    ['swagger.json', 'apiDefinition.swagger.json'],
    ['ApiProperties.json', 'apiProperties.json'],
    ['Icon.PNG', 'icon.png'],
    ['Script.cs', 'script.csx'],
    ['connector-script.csx', 'script.csx'],
  ])('asks to rename %s to %s', async (name, meant) => {
    const rest = goodFiles.filter(file => file.name !== meant);
    const { report } = await take(buildZip([...rest, { name, content: '{}' }]));

    expect(report.findings).toMatchObject([{ rule: 'package-file-name-exact', file: name, blocks: true }]);
    expect(report.findings[0]?.fix).toContain(`\`${meant}\``);
  });

  it('says of settings.json, of what systems leave behind and of pictures that they are left out', async () => {
    const extra = ['settings.json', '.DS_Store', '__MACOSX/._README.md', '__MACOSX/._icon.png', 'screen.png'];
    const { report, package: accepted } = await take(
      buildZip([...goodFiles, ...extra.map(name => ({ name, content: 'x' }))]),
    );

    expect(report.findings.map(({ rule, file }) => `${rule} ${file}`)).toEqual([
      'package-unexpected-file .DS_Store',
      'package-unexpected-file __MACOSX/',
      'package-unexpected-file screen.png',
      'package-no-settings-file settings.json',
    ]);
    expect(accepted?.files).toHaveLength(3);
  });

  it('reports everything that is wrong with an archive at once, without unpacking it', async () => {
    const {
      rules,
      package: accepted,
      report,
    } = await take(
      buildZip([
        ...goodFiles,
        { name: '../x', content: 'x', comment: 'hello' },
        { name: 'icon.png', content: '/etc/passwd', mode: 0o120777 },
        { name: 'package.json', content: '{}' },
      ]),
    );

    expect(rules).toEqual(['archive-comment', 'archive-path-traversal', 'archive-symlink', 'package-dangerous-file']);
    expect(accepted).toBeUndefined();
    expect(report.checks.map(({ state }) => state)).toEqual(['ran', 'ran', 'not-run']);
  });

  it.each([
    ['contradictory counts', () => buildZip(goodFiles, { count: 2 }), 'archive-malformed'],
    ['a directory that is elsewhere', () => buildZip(goodFiles, { directoryOffset: 100_000 }), 'archive-malformed'],
    [
      'damaged compressed bytes',
      () => buildZip([{ name: 'README.md', packed: Uint8Array.from([7, 7, 7, 7]), size: 9 }]),
      'archive-malformed',
    ],
    [
      'a size that is too small',
      () => buildZip([{ name: 'README.md', content: 'x'.repeat(100), size: 99 }]),
      'archive-malformed',
    ],
    ['a comment', () => buildZip(goodFiles, { comment: 'hello' }), 'archive-comment'],
    ['an upload beyond 10 MiB', () => new Uint8Array(10 * 1024 * 1024 + 1), 'archive-too-large'],
  ])('refuses %s', async (_what, upload, rule) => {
    const { rules, package: accepted } = await take(upload());

    expect(rules).toEqual([rule]);
    expect(accepted).toBeUndefined();
  });

  it('names the upload where the archive itself is at fault, with nothing invisible in the name', async () => {
    const { report } = await take(new Uint8Array(), 'con\u001b[31mnector\u202e.zip');

    expect(report.findings[0]?.file).toBe('con\\u{1b}[31mnector\\u{202e}.zip');
  });

  it('points at the place of unsafe JSON', async () => {
    const definition = { name: 'apiDefinition.swagger.json', content: '{\n  "a": {\n    "__proto__": 1\n  }\n}' };
    const { report } = await take(buildZip([definition, ...goodFiles.slice(1)]));

    expect(report.findings).toMatchObject([
      { rule: 'json-forbidden-key', file: 'apiDefinition.swagger.json', line: 3, column: 5, pointer: '/a/__proto__' },
    ]);
  });

  it('stops when it is told to', async () => {
    const blobs = new MemoryBlobs();
    const subject = intakeSubject(await blobs.put(buildZip(goodFiles)));

    await expect(intakeStage(blobs).run(subject, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('intake of any files', () => {
  const names = fc.constantFrom(
    'apiDefinition.swagger.json',
    'apiProperties.json',
    'README.md',
    'icon.png',
    'script.csx',
    'intro.md',
    'tests/values.json',
    'tests/a b.postman_collection.json',
  );
  const contents = fc.dictionary(names, fc.uint8Array({ minLength: 1, maxLength: 2000 }));
  const packing = fc.record({ method: fc.constantFrom(0, 8), streamed: fc.boolean(), time: fc.nat(0xffffffff) });

  it('gives back exactly what was packed, however it was packed', async () => {
    await fc.assert(
      fc.asyncProperty(contents, packing, async (files, { method, streamed, time }) => {
        fc.pre(Object.keys(files).length > 0);
        const lies = { method, time, ...(streamed ? { descriptor: {} } : {}) };
        const entries = Object.entries(files).map(([name, content]) => ({ name, content, ...lies }));

        const { files: read } = await readUpload(buildZip(entries));

        expect(Object.fromEntries([...(read ?? [])].map(([name, bytes]) => [name, [...bytes]]))).toEqual(
          Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [...bytes]])),
        );
      }),
    );
  });
});

describe('intake of a damaged archive', () => {
  it('gives back what was packed, or says what is wrong, for 2,000 archives with damaged bytes', async () => {
    const tests = [
      { name: 'tests/values.json', content: '{"a":1}' },
      { name: 'icon.png', content: 'png', method: 0, descriptor: {} },
    ];
    const whole = buildZip([...goodFiles, ...tests]);
    const originals = new Map([...goodFiles, ...tests].map(({ name, content }) => [String(name), String(content)]));
    const random = seeded(20);
    const upTo = (limit: number) => Math.floor(random() * limit);
    const started = process.cpuUsage();
    for (let round = 0; round < 2000; round += 1) {
      let damaged = Buffer.from(whole);
      for (let strokes = 1 + upTo(3); strokes > 0; strokes -= 1) {
        const at = upTo(damaged.length);
        const kind = upTo(6);
        if (kind <= 3) damaged[at] = kind === 0 ? upTo(256) : (damaged[at] ?? 0) ^ (1 << upTo(8));
        else if (kind === 4) damaged = damaged.subarray(0, at);
        else damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(upTo(damaged.length || 1))]);
        if (damaged.length === 0) break;
      }

      const { files, remarks } = await readUpload(damaged);

      if (files === null) expect(remarks.length).toBeGreaterThan(0);
      // A name may change without notice only together with its copy in the other header; content never may.
      for (const content of files?.values() ?? [])
        expect([...originals.values()]).toContain(Buffer.from(content).toString());
    }
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(10_000);
  }, 60_000);
});
