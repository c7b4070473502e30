import { defineRule } from '../define-rule.js';
import { pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-leading-slash',
  severity: 'error',
  description: 'Every path starts with a slash.',
  docs: {
    why: 'A path without it is glued to the base path, and every call fails.',
    fix: 'Put a slash before the path.',
    source: 'Swagger Validator: OperationPathMustStartWithSlash.',
  },
  *check({ pathItems }) {
    for (const { template, at } of pathItems) {
      if (template.startsWith('/')) continue;
      yield {
        at,
        message: `The path ${quoted(template)} does not start with a slash.`,
        fix: `Write it ${quoted(`/${template}`)}.`,
      };
    }
  },
  examples: {
    of: pathsOf,
    good: [{ '/items': ['get ListItems'] }],
    bad: [{ part: { items: ['get ListItems'] }, at: ['/paths/items'] }],
  },
});
