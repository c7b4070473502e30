import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { arrayOf } from '../../src/core/json-value.js';
import { mediaType } from '../functions/media-type.js';
import { shown } from '../functions/quoted.js';

const supported = new Set([
  'application/json',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
]);

const operation = { operationId: 'AddItem', summary: 'Add an item', description: 'Adds an item.', responses: {} };

export default defineRule({
  on: 'definition',
  id: 'consumes-supported-mime',
  severity: 'warning',
  description: '`consumes` names only JSON, plain text and the two kinds of form data.',
  docs: {
    why: 'The platform sends nothing else, so that an operation which takes only another media type fails.',
    fix: 'Write "application/json", "text/plain", "multipart/form-data" or "application/x-www-form-urlencoded", if the API takes it.',
    source: 'Swagger Validator: MimeTypeNotSupported, MimeTypeNotValid.',
  },
  *check({ root, operations }) {
    const holders = operations.map(({ at, value }) => ({ at, consumes: value.consumes }));
    for (const { at, consumes } of [{ at: [], consumes: root.consumes }, ...holders]) {
      for (const [position, type] of arrayOf(consumes).entries()) {
        if (supported.has(mediaType(type) ?? '')) continue;
        yield {
          at: [...at, 'consumes', position],
          message: `The media type ${shown(type)} is not one that the platform can send.`,
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [{ consumes: ['application/json; charset=utf-8', 'text/plain'] }, {}],
    bad: [
      { part: { consumes: ['application/json', 'text/json', null] }, at: ['/consumes/1', '/consumes/2'] },
      {
        part: { paths: { '/items': { post: { ...operation, consumes: ['application/xml'] } } } },
        at: ['/paths/~1items/post/consumes/0'],
      },
    ],
  },
});
