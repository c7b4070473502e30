import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { textOf } from '../functions/text-of.js';
import { quoted } from '../functions/quoted.js';

/** From apiDefinition.swagger.schema.json; control characters and an `@` in addition, which no host has. */
const host = /^[^{}/ :\\@?#\p{C}\s]+(?::\d+)?$/u;

export default defineRule({
  on: 'definition',
  id: 'host-valid',
  severity: 'error',
  description: 'The host is a host name with at most a port: no scheme, path, template or space.',
  docs: {
    why: 'Requests to anything else fail, or go to a place that nobody meant.',
    fix: 'Write only the name: the scheme belongs in `schemes`, the path in `basePath`, and a host that differs by user into a policy `dynamichosturl`.',
    source: 'Swagger Validator: HostNameNotValid; apiDefinition.swagger.schema.json.',
  },
  *check({ root }) {
    if (textOf(root.host) === null || typeof root.host !== 'string' || host.test(root.host)) return;
    const trimmed = root.host.trim();
    yield {
      at: ['host'],
      message: `${quoted(root.host)} is not a host name.`,
      ...(host.test(trimmed) && { repair: { kind: 'set', at: ['host'], value: trimmed } }),
    };
  },
  examples: {
    of: definitionWith,
    good: [{ host: 'api.contoso.com' }, { host: 'api.contoso.com:8443' }],
    bad: [
      { part: { host: 'https://api.contoso.com' }, at: ['/host'] },
      { part: { host: 'api.contoso.com/v1' }, at: ['/host'] },
      { part: { host: ' api.contoso.com' }, at: ['/host'] },
      { part: { host: '{tenant}.contoso.com' }, at: ['/host'] },
      { part: { host: 'user@contoso.com' }, at: ['/host'] },
    ],
  },
});
