import { workerData } from 'node:worker_threads';
import { programmeAgain } from '../../../rulesets/programme/load-programme.js';
import type { LintThread } from '../../core/lint-task.js';
import { packageFileNames } from '../../core/package.js';
import { createLinter } from '../../stages/lint/linter.js';
import { checkPackage } from './check-package.js';
import type { CheckRequest } from './check-package.js';
import { printed } from './printed.js';
import type { Printed, Printing } from './printed.js';

const programme = await programmeAgain((workerData as LintThread).programme);
const linter = createLinter(programme);
await loadRules();

/** What a thread of `check-many` is asked: a package, and how to print what was found. */
export interface ThreadRequest extends CheckRequest {
  readonly printing: Printing;
}

/** What a thread of `check-many` runs: one whole check. */
export async function checkInThread({ printing, ...request }: ThreadRequest): Promise<Printed> {
  return printed(await checkPackage(request, { linter, published: null, waivers: programme.waivers }), printing);
}

/** The linter loads Spectral with the first definition; that time belongs to the thread's start and to no package's timings. */
async function loadRules(): Promise<void> {
  const files = [{ path: packageFileNames.definition, size: 2, sha256: '' }];
  const read = (path: string) => (path === packageFileNames.definition ? Buffer.from('{}') : undefined);
  const terms = { profile: 'verified', published: null };
  await linter.lint({ digest: '', files, read }, terms, new AbortController().signal);
}
