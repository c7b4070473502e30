import { execFile } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { matches, parseScenario, wordsOf } from './scenario.js';
import type { Scenario, Step } from './scenario.js';

const root = resolve(import.meta.dirname, '../..');
const files = (await readdir(import.meta.dirname)).filter(name => name.endsWith('.scenario')).sort();

const obeyedByTerminals = /\p{Cc}(?<!\n)|\p{Cf}/u;

interface Run {
  readonly command: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('scenarios of the command line', () => {
  it('there are some', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  for (const file of files) {
    it(
      file.replace('.scenario', '').replaceAll('-', ' '),
      async () => {
        const scenario = parseScenario(await readFile(join(import.meta.dirname, file), 'utf8'));
        // The blank is on purpose: paths with one have to work.
        const folder = await mkdtemp(join(tmpdir(), 'assay scenario-'));
        try {
          await play(scenario, folder);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
      60_000,
    );
  }
});

async function play(scenario: Scenario, folder: string): Promise<void> {
  let last: Run | null = null;
  let checked = true;
  for (const step of scenario.steps) {
    if (step.verb === 'run') {
      if (!checked) throw new Error(`the exit code of "${last?.command}" is not looked at`);
      last = await assay(wordsOf(step.rest), folder);
      // Not a terminal, so nothing may colour or move what is printed, whoever wrote it.
      expect(last.stdout + last.stderr).not.toMatch(obeyedByTerminals);
      checked = false;
    } else if (step.verb === 'exit') {
      checked = true;
      expect({ ...last, exit: last?.exit }).toEqual({ ...last, exit: Number(step.rest) });
    } else if (step.verb === 'stdout' || step.verb === 'stderr') {
      compare(step, last);
    } else await prepare(step, folder);
  }
  expect(checked).toBe(true);
}

function compare({ verb, rest, body }: Step, run: Run | null): void {
  const actual = verb === 'stdout' ? run?.stdout : run?.stderr;
  const expected = rest === 'empty' ? '' : body;
  // A failure shows both texts side by side.
  if (!matches(expected, actual ?? '')) expect(`${run?.command}\n${actual}`).toBe(`${run?.command}\n${expected}`);
}

async function prepare({ verb, rest, body }: Step, folder: string): Promise<void> {
  const path = join(folder, rest);
  if (verb === 'copy') {
    const [from = '', to = ''] = rest.split(' as ');
    const own = join(folder, from);
    await cp(existsSync(own) ? own : join(root, from), join(folder, to), { recursive: true });
  } else if (verb === 'file') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  } else if (verb === 'replace') {
    const [before, after] = JSON.parse(body) as [string, string];
    const text = await readFile(path, 'utf8');
    if (!text.includes(before)) throw new Error(`${rest} does not hold ${before}`);
    await writeFile(
      path,
      text.replace(before, () => after),
    );
  } else if (verb === 'crlf') {
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'));
  } else if (verb === 'reorder') {
    const definition = JSON.parse(await readFile(path, 'utf8')) as { paths: object };
    const paths = Object.fromEntries(Object.entries(definition.paths).reverse());
    await writeFile(path, JSON.stringify({ ...definition, paths }, null, 4));
  } else if (verb === 'same') {
    const [one = '', other = ''] = rest.split(' and ');
    // As text, so that a failure shows the difference.
    expect(await readFile(join(folder, one), 'latin1')).toBe(await readFile(join(folder, other), 'latin1'));
  } else if (verb === 'delete') {
    await rm(path);
  } else if (verb === 'cut') {
    const [name = '', bytes = '0'] = rest.split(' to ');
    await truncate(join(folder, name), Number(bytes));
  } else if (verb === 'zip') {
    const [name = '', from = ''] = rest.split(' from ');
    await zip(join(folder, from), join(folder, name));
  }
}

async function zip(folder: string, target: string): Promise<void> {
  const archive = new ZipFile();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter(found => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    archive.addFile(path, path.slice(folder.length + 1));
  }
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(target));
}

function assay(args: readonly string[], folder: string): Promise<Run> {
  const { PATH, HOME } = process.env;
  return new Promise(done => {
    execFile(
      process.execPath,
      [join(root, 'bin/assay.js'), ...args],
      { cwd: folder, env: { PATH, HOME }, maxBuffer: 64 * 1024 * 1024, timeout: 50_000 },
      (error, stdout, stderr) => {
        const exit = error === null ? 0 : Number(error.code ?? -1);
        done({ command: `assay ${args.join(' ')}`, exit, stdout, stderr });
      },
    );
  });
}
