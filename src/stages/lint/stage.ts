import type { Outcome } from '../../core/outcome.js';
import type { Catalog } from '../../core/ports/catalog.js';
import type { Linter } from '../../core/ports/linter.js';
import type { Stage } from '../../core/stage.js';

/** Judges the package by the rules of its profile, and by what of it is public already. */
export function lintStage(linter: Linter, catalog: Pick<Catalog, 'published'>): Stage {
  return {
    name: 'lint',
    kind: 'check',
    offline: true,
    async run({ submission, package: content }, signal): Promise<Outcome> {
      if (!content) throw new Error(`Submission ${submission.id} came to lint without a package`);
      const published = await catalog.published(submission.publisher, submission.connector);
      const terms = { profile: submission.profile, published: published?.content ?? null };
      return { kind: 'checked', report: await linter.lint(content, terms, signal) };
    },
  };
}
