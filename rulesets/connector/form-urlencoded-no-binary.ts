import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { mediaTypes } from '../functions/media-type.js';
import { quoted } from '../functions/quoted.js';

const operation = { operationId: 'AddItem', summary: 'Add an item', description: 'Adds an item.', responses: {} };
const picture = { name: 'picture', in: 'formData', type: 'string', format: 'binary' };
const taking = (parameter: object, ...consumes: string[]) => ({
  paths: { '/items': { post: { ...operation, parameters: [parameter], consumes } } },
});

export default defineRule({
  on: 'definition',
  id: 'form-urlencoded-no-binary',
  severity: 'error',
  description: 'No binary value is sent as URL-encoded form data.',
  docs: {
    why: 'The bytes of a file do not survive the encoding, and the API receives something else.',
    fix: 'Use `"consumes": ["multipart/form-data"]` with a parameter of type "file", or send the value as `"format": "byte"`.',
    source: 'Swagger Validator: StringBinaryNotSupportedForFormUrlEncoded.',
  },
  *check({ operations }) {
    for (const { consumes, parameters, label } of operations) {
      const types = mediaTypes(consumes ?? []);
      if (!types.has('application/x-www-form-urlencoded') || types.has('multipart/form-data')) continue;
      for (const { in: location, value, name, at } of parameters) {
        if (location !== 'formData' || value.type !== 'string' || value.format !== 'binary') continue;
        yield {
          at,
          message: `The operation ${quoted(label)} sends the binary value ${quoted(name ?? '')} as URL-encoded form data.`,
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      taking(picture, 'application/x-www-form-urlencoded', 'multipart/form-data'),
      taking({ ...picture, format: 'byte' }, 'application/x-www-form-urlencoded'),
      taking({ ...picture, in: 'query' }, 'application/x-www-form-urlencoded'),
      {},
    ],
    bad: [{ part: taking(picture, 'application/x-www-form-urlencoded'), at: ['/paths/~1items/post/parameters/0'] }],
  },
});
