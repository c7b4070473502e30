import { createLinter } from '../../stages/lint/linter.js';
import type { Linter } from '../../core/ports/linter.js';
import { problem } from '../../core/problems.js';
import type { Published } from '../../core/publication.js';
import { exitCodeOf } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { printExplained } from '../failure.js';
import { formatters } from '../formatters/index.js';
import { publishedFrom } from '../local.js';
import type { LocalTerms } from '../local.js';
import { decidedBy } from '../../programme.js';
import type { Terminal } from '../terminal.js';
import { checkPackage } from './check-package.js';
import type { CheckTerms } from './check-terms.js';
import { readPackage } from './read-package.js';
import type { Checked } from './result.js';
import { sinceThen } from './since.js';

/** What only one package can be checked against. */
export interface SingleTerms extends CheckTerms {
  /** Folder or zip of the public version; null when there is none. */
  readonly baseline: string | null;
  /** Folder or zip whose findings are compared with; null for none. */
  readonly since: string | null;
  /** The name that waivers know the connector by; null when it was not given. */
  readonly name: { readonly publisher: string; readonly connector: string } | null;
}

/** Checks one package in this thread and prints it. Gives the exit code. Throws `baseline-unusable`, `since-unusable`. */
export async function checkSingle(path: string, terms: SingleTerms, terminal: Terminal): Promise<ExitCode> {
  const { programme, format } = terms;
  const linter = createLinter(programme.programme);
  try {
    const published = await publishedVersion(terms, linter);
    const named = terms.name === null ? {} : { name: terms.name };
    const local = {
      linter,
      published,
      waivers: programme.programme.waivers,
      decided: decidedBy(programme.programme),
      ...named,
    };
    const now = await checkPackage({ path, profile: terms.profile, excerpts: format === 'text' }, local);
    const checked = terms.since === null ? now : sinceThen(now, await earlier(terms.since, terms, local));
    const { problem: failure } = checked.result;
    if (failure) printExplained(terminal, failure);
    // Text would only repeat what was just said.
    if (!failure || format !== 'text') {
      const print = await formatters[format].load();
      terminal.out(print([{ ...checked, all: terms.all }], terminal.paint));
    }
    return exitCodeOf(checked.result.verdict);
  } finally {
    await linter.close();
  }
}

async function publishedVersion({ baseline, profile }: SingleTerms, linter: Linter): Promise<Published | null> {
  return baseline === null ? null : publishedFrom(await readPackage(baseline), baseline, profile, linter);
}

async function earlier(path: string, { profile }: SingleTerms, local: Omit<LocalTerms, 'profile'>): Promise<Checked> {
  const checked = await checkPackage({ path, profile, excerpts: false }, local);
  const { problem: failure } = checked.result;
  if (failure) throw problem('since-unusable', { path, reason: `${failure.title} ${failure.detail}` });
  return checked;
}
