import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { CheckResult } from '../../src/cli/check/result.js';
import type { Finding } from '../../src/core/finding.js';
import { definitionWith, packageWith } from '../../rulesets/examples.js';
import { rules } from '../../rulesets/rules.js';
import { intakeRules } from '../../src/stages/intake/rules.js';
import { contentCases } from '../support/content-cases.js';
import { uploadOf } from '../support/content-cases/case.js';
import type { Expected } from '../support/content-cases/case.js';
import { temporaryFolder } from '../support/temporary.js';

/** One package as the command judged it, and what it cost the process. */
interface Judged extends Pick<CheckResult, 'verdict' | 'findings' | 'notRun' | 'timings' | 'problem'> {
  /** Of the processor, not of the clock: other programs of a busy machine do not count. */
  readonly cpuMs: number;
}

const program = join(process.cwd(), 'bin/assay.js');
/** Clock ticks of the kernel in a millisecond; Linux has 100 a second. */
const ticksPerMs = 0.1;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let uploads: string[];
const judged: Judged[] = [];
let peakKib = 0;
let exitCode: number | null;
let summary: string;

beforeAll(async () => {
  folder = await temporaryFolder('assay-content-');
  uploads = contentCases.map((_, index) => join(folder.path, `${String(index).padStart(3, '0')}.zip`));
  for (const [index, { content }] of contentCases.entries()) {
    await writeFile(uploads[index] ?? '', uploadOf(content()));
  }

  const child = run('check', ...uploads, '--format', 'json', '--jobs', '1');
  const ended = once(child, 'exit');
  const said = text(child.stderr);
  const look = setInterval(() => void peakOf(child.pid), 50);
  let cpuBefore = 0;
  for await (const line of createInterface(child.stdout)) {
    await peakOf(child.pid);
    const cpuMs = await cpuOf(child.pid);
    judged.push({ ...(JSON.parse(line) as CheckResult), cpuMs: cpuMs - cpuBefore });
    cpuBefore = cpuMs;
  }
  clearInterval(look);
  [exitCode] = (await ended) as [number | null];
  summary = await said;
}, 300_000);

afterAll(() => folder.remove());

// P103 and P104, Postman collections, belong to the functional stage: nothing of the local check reads what is in them.
describe('the whole local check of hostile content', () => {
  it.each(contentCases.map((hostile, index) => ({ ...hostile, index })))(
    '$id: $what',
    ({ index, verdict, found, absent }) => {
      const result = judged[index];

      expect(result?.problem).toBeUndefined();
      for (const expected of found) expect(placesOf(result?.findings ?? [], expected)).toContainEqual(expected);
      for (const rule of absent) expect(result?.findings.map(finding => finding.rule)).not.toContain(rule);
      expect(result?.verdict).toBe(verdict);
      expect(Math.min(result?.timings.totalMs ?? Infinity, result?.cpuMs ?? Infinity)).toBeLessThan(5000);
      for (const { message, fix, file } of result?.findings ?? []) {
        expect(message).toMatch(/^[^\p{C}]+\.$/u);
        expect(fix).toMatch(/^[^\p{C}]+\.$/u);
        expect(file).toMatch(/^[^\p{C}]+$/u);
      }
    },
  );

  it('is done in one process that stays alive and small', () => {
    expect(exitCode).toBe(1);
    expect(judged).toHaveLength(contentCases.length);
    expect(summary).toContain(`${contentCases.length} checked: `);
    expect(summary).toContain(' 0 inconclusive;');
    expect(peakKib).toBeGreaterThan(0);
    expect(peakKib).toBeLessThan(512 * 1024);
  });

  it('has cases for each of P45 to P102, whose rules there are', () => {
    const ids = new Set(contentCases.map(({ id }) => id));
    const known = new Set([...rules.map(({ id }) => id), ...Object.keys(intakeRules)]);
    const named = contentCases.flatMap(({ found, absent }) => [...found.map(({ rule }) => rule), ...absent]);

    for (let number = 45; number <= 102; number += 1) expect(ids).toContain(`P${number}`);
    expect(named.filter(rule => !known.has(rule))).toEqual([]);
  });

  it('prints nothing for people that a terminal would obey', async () => {
    const escaping = contentCases.flatMap(({ id }, index) =>
      ['P100', 'P102'].includes(id) ? [uploads[index] ?? ''] : [],
    );

    for (const format of ['text', 'markdown', 'github', 'junit']) {
      const child = run('check', ...escaping, '--format', format, '--jobs', '1');
      const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr)]);

      expect(printed.length).toBeGreaterThan(1000);
      expect(`${printed}${said}`.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  }, 60_000);
});

describe('a programme whose own rule fails', () => {
  it('makes the verdict inconclusive, names the rule and keeps what the others found', async () => {
    const path = await programmeWith(`
      export default {
        on: 'definition',
        id: 'contoso-team',
        severity: 'warning',
        description: 'Every connector says which team owns it.',
        docs: { why: 'Nobody else answers.', fix: 'Add the member.', source: 'Handbook of Contoso.' },
        *check({ root }) {
          if (root['x-team'] === undefined) yield { at: [], message: 'Nobody owns it.' };
          if (root.host === 'localhost') throw new TypeError('x is undefined');
        },
        examples: { of: 'definition', good: [{ 'x-team': 'stock' }], bad: [{ part: {}, at: [''] }] },
      };
    `);
    const [failing, sound] = ['failing.zip', 'sound.zip'].map(name => join(folder.path, name)) as [string, string];
    await writeFile(failing, uploadOf(definitionWith({ host: 'localhost' })));
    await writeFile(sound, uploadOf(packageWith({})));

    const child = run('check', failing, sound, '--programme', path, '--format', 'json', '--jobs', '1');
    const ended = once(child, 'exit');
    const lines = (await text(child.stdout)).split('\n').filter(line => line !== '');
    const [first, second] = lines.map(line => JSON.parse(line) as CheckResult);

    expect(first?.verdict).toBe('inconclusive');
    expect(first?.notRun).toEqual([
      { stage: 'lint', check: 'contoso-team', reason: 'The rule contoso-team failed: x is undefined.' },
    ]);
    expect(first?.findings.map(({ rule }) => rule)).toContain('host-public');
    expect(second).toMatchObject({ verdict: 'pass', notRun: [] });
    expect(second?.findings.map(({ rule }) => rule)).toEqual(['contoso-team']);
    expect(await ended).toEqual([2, null]);
  });
});

function run(...words: readonly string[]) {
  return spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Writes a programme with this one rule, and gives its path. */
async function programmeWith(rule: string): Promise<string> {
  const path = join(folder.path, 'programme.json');
  await mkdir(join(folder.path, 'rules'));
  await writeFile(join(folder.path, 'rules/contoso-team.mjs'), rule);
  await writeFile(path, JSON.stringify({ id: 'contoso', version: '2026-01-01', rules: 'rules' }));
  return path;
}

/** The findings of the rule that is expected, each with as much of its place as is. */
function placesOf(findings: readonly Finding[], expected: Expected): Expected[] {
  return findings
    .filter(({ rule }) => rule === expected.rule)
    .map(({ rule, file, pointer, line }) => ({
      rule,
      file,
      ...(expected.pointer !== undefined && { pointer: pointer ?? '' }),
      ...(expected.line !== undefined && { line: line ?? 0 }),
    }));
}

/** Notes the most memory that the process has had so far; none where it has ended. */
async function peakOf(pid: number | undefined): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  peakKib = Math.max(peakKib, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0));
}

/** Milliseconds that all threads of the process have computed so far. */
async function cpuOf(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, which comes second, is in parentheses and may hold anything.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return ((user ?? 0) + (system ?? 0)) / ticksPerMs;
}
