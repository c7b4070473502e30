import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { isObject, objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';
import { referenceFault } from '../functions/reference-fault.js';

const operation = { operationId: 'GetItem', summary: 'Get', description: 'Gets.' };
const answering = (ref: unknown) => ({ '/items': { get: { ...operation, responses: { '200': { $ref: ref } } } } });
const done = { description: 'Done.' };
const place = '/paths/~1items/get/responses/200/$ref';

export default defineRule({
  on: 'definition',
  id: 'response-ref-valid',
  severity: 'error',
  description: 'A reference to a response names one of `#/responses`, and that one is no reference itself.',
  docs: {
    why: 'A response that cannot be found leaves the operation without outputs.',
    fix: 'Refer to a member of the top-level `responses` as `#/responses/Name`, or write the response out in place.',
    source: 'Swagger Validator: ResponseReferenceNotValid, ResponseReferenceNotFound, ResponseRefLoopNotAllowed.',
  },
  *check({ root, operations }) {
    for (const { value, at } of operations) {
      for (const [status, response] of Object.entries(objectOf(value.responses))) {
        if (status.startsWith('x-') || !isObject(response) || !Object.hasOwn(response, '$ref')) continue;
        const fault = referenceFault(root, response.$ref, 'responses');
        if (fault) yield { at: [...at, 'responses', status, '$ref'], message: fault };
      }
    }
    for (const [name, response] of Object.entries(objectOf(root.responses))) {
      if (!isObject(response) || !Object.hasOwn(response, '$ref')) continue;
      yield {
        at: ['responses', name, '$ref'],
        message: `The shared response ${quoted(name)} is itself only a reference.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ paths: answering('#/responses/Done'), responses: { Done: done } }],
    bad: [
      { part: { paths: answering('#/responses/Gone'), responses: { Done: done } }, at: [place] },
      { part: { paths: answering('#/definitions/Done'), definitions: { Done: {} } }, at: [place] },
      { part: { paths: answering(200) }, at: [place] },
      { part: { responses: { Done: { $ref: '#/responses/Gone' }, Gone: done } }, at: ['/responses/Done/$ref'] },
    ],
  },
});
