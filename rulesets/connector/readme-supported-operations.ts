import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { createNameFinder } from '../functions/name-finder.js';
import { quoted } from '../functions/quoted.js';
import { readmeOutline } from '../functions/readme-outline.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'package',
  id: 'readme-supported-operations',
  severity: 'ratchet',
  description: 'The readme has a section on the operations, and names those that users see.',
  file: packageFileNames.readme,
  needs: ['definition'],
  docs: {
    why: 'Before they connect, users look here for what the connector can do; what is not named is not found.',
    fix: 'Add the heading `## Supported Operations` and, under it, a heading with the summary of each operation and a sentence on it.',
    source: 'PowerPlatformConnectors repository, templates of the readme.',
  },
  limits: { share: 0.5, listed: 5 },
  *check(opened, { share, listed }) {
    const readme = readmeOutline(opened);
    if (readme === null) return;
    const section = readme.sections.find(({ heading }) => /operation|action|trigger|endpoint/i.test(heading));
    if (!section) {
      yield { file: readme.path, message: 'The readme has no section "Supported Operations".' };
      return;
    }
    const isNamed = createNameFinder(readme.text);
    const seen = opened.definition.operations.flatMap(({ value, id, internal }) => {
      const summary = textOf(value.summary);
      return internal || summary === null ? [] : [{ summary, id }];
    });
    const missing = seen.filter(({ summary, id }) => !isNamed(summary) && (id === null || !isNamed(id)));
    if (missing.length <= seen.length * (1 - share)) return;
    const names = missing.slice(0, listed).map(({ summary }) => quoted(summary));
    if (missing.length > listed) names.push(`${missing.length - listed} more`);
    yield {
      file: readme.path,
      place: { line: section.line, column: 1, pointer: null },
      message: `The readme names ${seen.length - missing.length} of ${seen.length} operations; missing: ${names.join(', ')}.`,
    };
  },
  examples: {
    of: readmeOf,
    good: [
      '# Contoso Stock\n\n## Supported Operations\n### Get an Item\nGets one item.\n',
      '# Contoso Stock\n\n## Actions\n* `GetItem` gets one item.\n',
    ],
    bad: [
      { part: '# Contoso Stock\nGet an item, or two.\n', at: [{ file: packageFileNames.readme }] },
      {
        part: '# Contoso Stock\n\n## Supported Operations\n### Delete it\nDeletes it.\n',
        at: [{ file: packageFileNames.readme, line: 3 }],
      },
    ],
  },
});
