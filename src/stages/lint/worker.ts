import type { LintTask } from '../../core/lint-task.js';
import type { Report } from '../../core/verdict.js';
import { createLinter } from './linter.js';

const linter = createLinter();

/** What a thread of the pool runs: one package, judged as it is in process. The pool ends the thread when it takes too long. */
export function lintInThread({ digest, files, contents, profile }: LintTask): Promise<Report> {
  const content = { digest, files, read: (path: string) => contents.get(path) };
  return linter.lint(content, profile, new AbortController().signal);
}
