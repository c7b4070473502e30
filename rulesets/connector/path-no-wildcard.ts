import { defineRule } from '../define-rule.js';
import { pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-no-wildcard',
  severity: 'error',
  description: 'No path contains a wildcard (`*`).',
  docs: {
    why: 'The platform takes the star for "any path", so that calls end in an operation that was not meant.',
    fix: 'Write a variable such as `{name}` for a part that changes; a star that belongs to the path is written %2A.',
    source: 'Swagger Validator: OperationPathContainsUnsupportedCharacters.',
  },
  *check({ pathItems }) {
    for (const { template, at } of pathItems) {
      if (template.includes('*')) yield { at, message: `The path ${quoted(template)} contains a "*".` };
    }
  },
  examples: {
    of: pathsOf,
    good: [{ '/items': ['get ListItems'] }],
    bad: [{ part: { '/items/*': ['get ListItems'] }, at: ['/paths/~1items~1*'] }],
  },
});
