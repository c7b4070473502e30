import { workerData } from 'node:worker_threads';
import { programmeAgain } from '../../../rulesets/programme/load-programme.js';
import type { LintTask, LintThread, SentPackage } from '../../core/lint-task.js';
import type { PackageContent } from '../../core/package.js';
import type { Report } from '../../core/verdict.js';
import { createLinter } from './linter.js';

const linter = createLinter(await programmeAgain((workerData as LintThread).programme));

/** What a thread of the pool runs: one package, judged as it is in process. The pool ends the thread when it takes too long. */
export function lintInThread({ content, profile, published }: LintTask): Promise<Report> {
  const terms = { profile, published: published && received(published) };
  return linter.lint(received(content), terms, new AbortController().signal);
}

function received({ digest, files, contents }: SentPackage): PackageContent {
  return { digest, files, read: path => contents.get(path) };
}
