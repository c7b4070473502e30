import { arrayOf, isObject } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import type { Repair } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'tags-unique',
  severity: 'error',
  description: 'No tag is described twice.',
  docs: {
    why: 'Of two descriptions of one tag only one is shown, and nobody can say which.',
    fix: 'Keep one of them.',
    source: 'Swagger Validator: TagRedefined; OpenAPI 2.0 specification, "Swagger Object".',
  },
  *check({ root }) {
    const first = new Map<string, unknown>();
    for (const [position, tag] of arrayOf(root.tags).entries()) {
      if (!isObject(tag) || typeof tag.name !== 'string') continue;
      const other = first.get(tag.name);
      if (other === undefined) {
        first.set(tag.name, tag);
        continue;
      }
      const repair: Repair = { kind: 'remove', at: ['tags', position] };
      yield {
        at: ['tags', position],
        message: `The tag ${quoted(tag.name)} is described a second time.`,
        ...(Object.keys(tag).length === 1 && { repair }), // it says nothing that would be lost
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ tags: [{ name: 'stock' }, { name: 'Stock' }, { name: 7 }, { name: 7 }] }],
    bad: [
      { part: { tags: [{ name: 'stock' }, { name: 'orders' }, { name: 'stock' }] }, at: ['/tags/2'] },
      { part: { tags: [{ name: 'stock' }, { name: 'stock', description: 'Items.' }] }, at: ['/tags/1'] },
    ],
  },
});
