import type { Outcome } from '../../core/outcome.js';
import type { Linter } from '../../core/ports/linter.js';
import type { Stage } from '../../core/stage.js';

/** Judges the package by the rules of its publisher's profile. */
export function lintStage(linter: Linter): Stage {
  return {
    name: 'lint',
    kind: 'check',
    offline: true,
    async run({ submission, package: content }, signal): Promise<Outcome> {
      if (!content) throw new Error(`Submission ${submission.id} came to lint without a package`);
      return { kind: 'checked', report: await linter.lint(content, submission.profile, signal) };
    },
  };
}
