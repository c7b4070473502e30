import { randomUUID } from 'node:crypto';
import { chmod, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createTwoFilesPatch } from 'diff';
import type { ProfileName } from '../../core/finding.js';
import { nearest } from '../../core/nearest.js';
import { problem } from '../../core/problems.js';
import type { OpenedProgramme } from '../../programme.js';
import { repairPackage } from '../../stages/lint/repair/repair-package.js';
import type { RepairedPackage } from '../../stages/lint/repair/repair-package.js';
import type { ExitCode } from '../exit-code.js';
import { printable } from '../printable.js';
import type { Paint, Terminal } from '../terminal.js';
import { readFolder } from './read-folder.js';

/** How a folder is repaired. */
export interface FixTerms {
  readonly programme: OpenedProgramme;
  readonly profile: ProfileName;
  /** Rules whose faults are repaired; null for all. */
  readonly only: readonly string[] | null;
  /** Whether to write without asking. */
  readonly write: boolean;
}

/** Longer lines are cut in the difference that is shown: a minified file is one line of a megabyte. */
const longestLine = 160;

/**
 * Repairs what is safe to repair in a connector's folder. The difference is shown first; it is written when that was asked for, or
 * when somebody at the terminal agrees. 0: nothing is left to repair; 1: there is, and nothing was written. Throws `rule-not-found`,
 * `fix-not-written` and what a folder can be.
 */
export async function fixFolder(folder: string, terms: FixTerms, terminal: Terminal): Promise<ExitCode> {
  const { programme } = terms.programme;
  requireRules(
    terms.only ?? [],
    programme.rules.map(rule => rule.id),
  );
  const content = await readFolder(folder);
  const result = await repairPackage(content, { programme, profile: terms.profile, only: terms.only });
  for (const path of result.unreadable) {
    terminal.err(`${printable(path)} is not UTF-8, so nothing in it was repaired; save it as UTF-8 first.\n`);
  }
  if (result.files.size === 0) {
    terminal.out(`${printable(folder)}: nothing to repair.\n`);
    return 0;
  }
  terminal.out(difference(result, terminal.paint));
  terminal.out(`${counted(result)}\n`);
  if (!(terms.write || (await agreed(terminal)))) {
    terminal.err('Nothing was written. `assay fix --write` writes it.\n');
    return 1;
  }
  for (const [path, { before, after }] of result.files) await replace(join(folder, path), before, after);
  terminal.out('Written. `assay check` tells what is left.\n');
  return 0;
}

function requireRules(asked: readonly string[], ids: readonly string[]): void {
  const unknown = asked.find(id => !ids.includes(id));
  if (unknown === undefined) return;
  const close = nearest(unknown, ids);
  throw problem('rule-not-found', { id: unknown, suggestion: close === null ? '' : ` Did you mean ${close}?` });
}

function difference({ files }: RepairedPackage, paint: Paint): string {
  const colours: Readonly<Record<string, (line: string) => string>> = {
    '+': paint.green,
    '-': paint.red,
    '@': paint.cyan,
  };
  return [...files]
    .map(([path, { before, after }]) => {
      const patch = createTwoFilesPatch(path, path, textOf(before), textOf(after), undefined, undefined, {
        context: 1,
      });
      return patch
        .split('\n')
        .filter(line => !/^(?:Index: |====|\\ No newline)/.test(line))
        .map(line => (colours[line.charAt(0)] ?? String)(shown(line)))
        .join('\n');
    })
    .join('');
}

/**
 * A byte order mark and other characters that cannot be seen are written as their codes, so that their going is seen. Not so the end
 * of the line, which no repair changes.
 */
function shown(line: string): string {
  const visible = printable(line.replace(/\r$/, '').replaceAll('\t', '→   '));
  return visible.length > longestLine ? `${visible.slice(0, longestLine)}…` : visible;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function counted({ repaired, files }: RepairedPackage): string {
  const rules = new Map<string, number>();
  for (const { rule } of repaired) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const list = [...rules].map(([rule, count]) => `  ${String(count).padStart(5)}  ${rule}`);
  const sum = `${repaired.length} ${repaired.length === 1 ? 'fault' : 'faults'} in ${files.size} ${files.size === 1 ? 'file' : 'files'} can be repaired:`;
  return [sum, ...list].join('\n');
}

/** Asks, where somebody is there to answer; anything but a yes is a no. */
async function agreed(terminal: Terminal): Promise<boolean> {
  if (!terminal.interactive || !process.stdin.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await asking.question('Write this? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}

/** Replaces a file in one step, so that a crash leaves the old or the new one; refuses when it changed in the meantime. */
async function replace(path: string, before: Uint8Array, after: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const found = await lstat(path);
    if (!found.isFile() || !(await readFile(path)).equals(before)) {
      throw problem('fix-not-written', { path, reason: 'it changed while it was being repaired' });
    }
    await writeFile(temporary, after, { flag: 'wx' });
    await chmod(temporary, found.mode & 0o777);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) {
      throw problem('fix-not-written', { path, reason: error.code }, error);
    }
    throw error;
  }
}
