import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '../support/temporary.js';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'bin/assay.js');

interface Run {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], cwd = root): Promise<Run> {
  return new Promise(done => {
    execFile(process.execPath, args, { cwd, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      done({ exit: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}

describe('launcher', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    await cp(program, join(folder.path, 'bin/assay.js'));
    await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }');
  });

  afterEach(() => folder.remove());

  /** Puts a program there that says its name, as if it had been built at this second. */
  async function built(name: 'bundle' | 'modules', second: number): Promise<void> {
    const file = join(folder.path, { bundle: 'dist/bundle/assay.js', modules: 'dist/src/cli/main.js' }[name]);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `process.stdout.write('${name}');`);
    await utimes(file, second, second);
  }

  const launched = (from = join(folder.path, 'bin/assay.js'), cwd = '/') => node([from], cwd);

  it('runs the bundle', async () => {
    await built('modules', 1000);
    await built('bundle', 1001);

    expect(await launched()).toEqual({ exit: 0, stdout: 'bundle', stderr: '' });
  });

  it('runs the bundle where copying gave all files one time', async () => {
    await built('modules', 1000);
    await built('bundle', 1000);

    expect(await launched()).toEqual({ exit: 0, stdout: 'bundle', stderr: '' });
  });

  it('never runs a bundle of earlier modules', async () => {
    await built('modules', 1002);
    await built('bundle', 1001);

    expect(await launched()).toEqual({ exit: 0, stdout: 'modules', stderr: '' });
  });

  it('runs the modules where there is no bundle', async () => {
    await built('modules', 1000);

    expect(await launched()).toEqual({ exit: 0, stdout: 'modules', stderr: '' });
  });

  it('says what to do where nothing is built', async () => {
    const { exit, stdout, stderr } = await launched();

    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain('is not built yet. Run `npm ci && npm run build`');
  });

  it('is found through a link, from any folder', async () => {
    await built('modules', 1000);
    await built('bundle', 1001);
    await symlink(join(folder.path, 'bin/assay.js'), join(folder.path, 'linked'));

    expect(await launched(join(folder.path, 'linked'), folder.path)).toEqual({ exit: 0, stdout: 'bundle', stderr: '' });
  });
});

describe('bundle', () => {
  it('is there, and made of these modules, so that the launcher runs it', async () => {
    const [bundle, modules] = await Promise.all(
      ['dist/bundle/assay.js', 'dist/src/cli/main.js'].map(file => stat(join(root, file))),
    );

    expect(bundle?.mtimeMs).toBeGreaterThanOrEqual(modules?.mtimeMs ?? Infinity);
  });

  it('judges one connector, and many in threads, as the modules do, by the same ruleset', async () => {
    for (const paths of [['examples/loans/connector-1'], ['--corpus', 'examples']]) {
      const ways = ['dist/bundle/assay.js', 'dist/src/cli/main.js'].map(entry =>
        node([entry, 'check', ...paths, '--format', 'json']),
      );
      const [bundle, modules] = await Promise.all(ways);

      expect(bundle?.stdout).toContain('"digest":"sha256:');
      expect({ exit: bundle?.exit, stdout: timeless(bundle?.stdout) }).toEqual({
        exit: modules?.exit,
        stdout: timeless(modules?.stdout),
      });
    }
  });

  it('refuses a broken ruleset as Spectral itself does', async () => {
    const { stdout, stderr } = await node(['--input-type=module', '--eval', comparesSpectrals]);

    expect(stderr).toBe('');
    const { own, bundled } = JSON.parse(stdout) as Record<'own' | 'bundled', string[][]>;
    expect(bundled).toEqual(own);
    expect(own?.map(messages => messages.length > 0)).toEqual([true, true, true, true, false]);
  });

  it('keeps the licences of the packages in it', async () => {
    const licences = await readFile(join(root, 'dist/bundle/licences.txt'), 'utf8');

    for (const name of ['@stoplight/spectral-core', '@nestjs/core', 'zod', 'undici', 'tslib']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });

  it('leads an error back to the lines of the sources', async () => {
    const map = JSON.parse(await readFile(join(root, 'dist/bundle/assay.js.map'), 'utf8')) as { sources: string[] };

    expect(map.sources).toContain('../../src/cli/main.ts');
  });
});

function timeless(printed: string | undefined): string | undefined {
  return printed?.replaceAll(/"timings":\{"totalMs":\d+\}/g, '');
}

/** Says what Spectral as it is installed, and Spectral as it is bundled, have against each of five rulesets, of which one is good. */
const comparesSpectrals = `
import { build } from 'esbuild';
import { quickSpectral } from './scripts/bundle-cli/spectral.mjs';
import installed from '@stoplight/spectral-core';

const { outputFiles } = await build({
  stdin: { contents: "module.exports = require('@stoplight/spectral-core')", resolveDir: process.cwd() },
  bundle: true, platform: 'node', format: 'cjs', write: false, conditions: [],
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  plugins: [quickSpectral(process.cwd())],
});
const module = { exports: {} };
const { createRequire } = await import('node:module');
new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, createRequire(process.cwd() + '/x.js'));
const then = { function: () => undefined };
const rulesets = [
  { rules: { one: { given: '$', then: { function: 'none' } } } },
  { rules: { one: { given: 1, then } } },
  { rules: { one: { given: '#Alias', then } } },
  { rules: { one: { given: '$', severity: 'loud', then, more: true } } },
  { rules: { one: { given: '$', message: '{{error}}', severity: 'warn', resolved: false, then } } },
];
const said = ({ Ruleset }) => rulesets.map(ruleset => {
  try {
    new Ruleset(ruleset);
    return [];
  } catch (error) {
    return (error.errors ?? [error]).map(({ code, message, path }) => code + ' ' + message + ' ' + path?.join('/'));
  }
});
console.log(JSON.stringify({ own: said(installed), bundled: said(module.exports) }));
`;
