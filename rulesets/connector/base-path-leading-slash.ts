import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { shown } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'base-path-leading-slash',
  severity: 'error',
  description: 'The base path, if there is one, starts with a slash.',
  docs: {
    why: 'Base path and host are written one behind the other; without the slash the request goes to another host.',
    fix: 'Write it with a slash in front, such as "/v1".',
    source: 'Swagger Validator: BasePathNotValid; OpenAPI 2.0 specification, "Swagger Object".',
  },
  *check({ root }) {
    const { basePath } = root;
    if (basePath === undefined || (typeof basePath === 'string' && basePath.startsWith('/'))) return;
    const repairable = typeof basePath === 'string' && /^[\w.~-]/.test(basePath) && !basePath.includes(':');
    yield {
      at: ['basePath'],
      message: `The base path ${shown(basePath)} does not start with a slash.`,
      ...(repairable && { repair: { kind: 'set', at: ['basePath'], value: `/${basePath}` } }),
    };
  },
  examples: {
    of: definitionWith,
    good: [{ basePath: '/v1' }, { basePath: '/' }, { basePath: undefined }],
    bad: [
      { part: { basePath: 'v1' }, at: ['/basePath'] },
      { part: { basePath: 'https://contoso.com/v1' }, at: ['/basePath'] },
      { part: { basePath: '' }, at: ['/basePath'] },
      { part: { basePath: 1 }, at: ['/basePath'] },
    ],
  },
});
