import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { definitionRules } from '../../rulesets/spectral.js';
import { rules } from '../../rulesets/rules.js';
import { temporaryFolder } from '../support/temporary.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const spectral = join(root, 'node_modules/@stoplight/spectral-cli/dist/index.js');
const assay = join(root, 'bin/assay.js');
const connector = join(root, 'examples/loans/connector-1');
const patience = 120_000;

interface SpectralResult {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface AssayResult {
  readonly findings: {
    readonly rule: string;
    readonly message: string;
    readonly file: string;
    readonly line: number;
    readonly pointer: string;
  }[];
}

/** The standard output of a program of Node's, also when findings make it end with 1. */
async function outputOf(...args: string[]): Promise<string> {
  const options = { cwd: root, maxBuffer: 1 << 28 };
  const { stdout } = await run(process.execPath, args, options).catch(
    (error: { code: unknown; stdout: string; stderr: string }) => {
      if (error.code !== 1) throw new Error(error.stderr);
      return error;
    },
  );
  return stdout;
}

describe('the exported ruleset', () => {
  it(
    'finds in the Spectral CLI what Assay finds in the definition, at the same lines',
    async () => {
      const exported = join(root, 'dist/spectral/verified.js');
      const definition = join(connector, 'apiDefinition.swagger.json');
      const ids = new Set(definitionRules('verified', rules).map(rule => rule.id));

      const theirs = JSON.parse(
        await outputOf(spectral, 'lint', '-r', exported, '-f', 'json', '--quiet', definition),
      ) as SpectralResult[];
      const ours = JSON.parse(await outputOf(assay, 'check', connector, '--format', 'json')) as AssayResult;

      const expected = ours.findings
        .filter(({ rule }) => ids.has(rule))
        .map(({ rule, line, message }) => [rule, line, message.replaceAll('{{', '{ {')]);
      const found = theirs.map(({ code, range, message }) => [code, range.start.line + 1, message]);
      expect(found.sort()).toEqual(expected.sort());
      expect(found.length).toBeGreaterThan(2);
    },
    patience,
  );

  it(
    'is one file that stands anywhere, as `assay rules export` prints it',
    async () => {
      const folder = await temporaryFolder('assay-spectral-');
      try {
        const exported = join(folder.path, 'contoso.js');
        await writeFile(exported, await outputOf(assay, 'rules', 'export', '--profile', 'independent'));
        await writeFile(join(folder.path, 'api.json'), '{"swagger": "2.0", "host": "a/b"}');

        const found = JSON.parse(
          await outputOf(spectral, 'lint', '-r', exported, '-f', 'json', '--quiet', join(folder.path, 'api.json')),
        ) as SpectralResult[];

        expect(found.map(({ code }) => code)).toContain('host-valid');
      } finally {
        await folder.remove();
      }
    },
    patience,
  );
});
