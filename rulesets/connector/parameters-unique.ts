import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { operationWith } from '../examples.js';
import type { DefinitionIndex } from '../definition-index.js';
import { arrayOf, isObject, objectOf } from '../../src/core/json-value.js';
import type { Path } from '../functions/path.js';
import { quoted } from '../functions/quoted.js';

const color = { name: 'color', in: 'query', type: 'string', 'x-ms-summary': 'Color', description: 'Its color.' };

export default defineRule({
  on: 'definition',
  id: 'parameters-unique',
  severity: 'error',
  description: 'No list of parameters has the same name in the same location twice.',
  docs: {
    why: 'Users see the input twice, and only one of the two is sent.',
    fix: 'Remove one of the two, or rename it if it is another input.',
    source: 'Swagger Validator: OperationParametersContainDuplicateParameter, PathParametersContainDuplicateParameter.',
  },
  *check({ sharedParameters, pathItems, operations }) {
    for (const { value, at } of [...pathItems, ...operations]) {
      yield* repeated(value.parameters, [...at, 'parameters'], sharedParameters);
    }
  },
  examples: {
    of: operationWith,
    good: [{ parameters: [color, { ...color, in: 'header' }] }],
    bad: [{ part: { parameters: [color, color] }, at: ['/paths/~1items~1{id}/get/parameters/1'] }],
  },
});

/** The places in one list where a parameter stands again; shared ones count as what they refer to. */
function* repeated(list: unknown, at: Path, shared: DefinitionIndex['sharedParameters']): Iterable<DefinitionReport> {
  const seen = new Set<string>();
  for (const [position, entry] of arrayOf(list).entries()) {
    if (!isObject(entry)) continue;
    const { name, in: location } = typeof entry.$ref === 'string' ? objectOf(shared.get(entry.$ref)?.value) : entry;
    if (typeof name !== 'string' || typeof location !== 'string') continue;
    const key = JSON.stringify([name, location]);
    if (seen.has(key)) {
      yield { at: [...at, position], message: `The parameter ${quoted(name)} in ${quoted(location)} is given twice.` };
    }
    seen.add(key);
  }
}
