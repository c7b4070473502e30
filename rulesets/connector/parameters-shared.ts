import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import type { ParameterEntry } from '../definition-index.js';
import { canonicalText } from '../functions/canonical-text.js';
import { quoted } from '../functions/quoted.js';

const color = { name: 'color', in: 'query', type: 'string', 'x-ms-summary': 'Color', description: 'Its color.' };
const operation = (parameter: unknown) => ({ get: { parameters: [parameter], responses: {} } });
const shared = { $ref: '#/parameters/Color' };

export default defineRule({
  on: 'definition',
  id: 'parameters-shared',
  severity: 'info',
  description: 'A parameter that is the same in three or more operations is written once, in `#/parameters`.',
  limits: { fewest: 3 },
  docs: {
    why: 'Of copies, one is changed and the others are forgotten: the same input then has different labels and choices.',
    fix: 'Move the parameter to the top-level `parameters`, and refer to it with `$ref` where it is used.',
    source: 'Coding standards for connectors.',
  },
  *check({ parameters }, { fewest }) {
    const candidates = grouped(parameters.filter(isWrittenOut), nameAndLocation)
      .filter(copies => copies.length >= fewest)
      .flat();
    for (const equal of grouped(candidates, one => canonicalText(one.value))) {
      const [first] = equal;
      if (first === undefined || equal.length < fewest) continue;
      yield {
        at: first.at,
        message: `The parameter ${quoted(first.name ?? '')} is written out ${equal.length} times, each time the same.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { paths: { '/a': operation(color), '/b': operation(color) } },
      { paths: { '/a': operation(color), '/b': operation(color), '/c': operation({ ...color, required: true }) } },
      {
        paths: { '/a': operation(shared), '/b': operation(shared), '/c': operation(shared) },
        parameters: { Color: color },
      },
    ],
    bad: [
      {
        part: { paths: { '/a': operation(color), '/b': operation(color), '/c': operation(color) } },
        at: ['/paths/~1a/get/parameters/0'],
      },
    ],
  },
});

/** Not shared already. Bodies are left out: what they share are the definitions that their schemas refer to. */
function isWrittenOut({ at, in: location, name }: ParameterEntry): boolean {
  return at[0] === 'paths' && location !== 'body' && name !== null;
}

function nameAndLocation({ name, in: location }: ParameterEntry): string {
  return JSON.stringify([name, location]);
}

function grouped<One>(list: readonly One[], keyOf: (one: One) => string): One[][] {
  const groups = new Map<string, One[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}
