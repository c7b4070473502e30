import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { arrayOf, isObject, objectOf, own } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex } from '../definition-index.js';
import { quoted, shown } from '../functions/quoted.js';
import { withMember } from '../functions/with-member.js';

const refTo = (name: string) => ({ $ref: `#/definitions/${name}` });
const requiring = (name: string, schema: JsonObject) => ({
  type: 'object',
  required: [name],
  properties: { [name]: schema },
});

export default defineRule({
  on: 'definition',
  id: 'schema-no-required-loop',
  severity: 'error',
  description: 'No object requires itself, directly or through what it requires.',
  docs: {
    why: 'Such an object would have to be endlessly deep, so nobody can fill it in; the designer fails over it.',
    fix: 'Take one property of the loop out of `required`, or make it an array, which may be empty.',
    source: 'Swagger Validator: RequiredLoopInSchemaNotAllowed.',
  },
  *check({ schemas, follow }) {
    const closing = closingReferences(schemas, follow);
    if (closing.size === 0) return;
    for (const { value, at, property } of schemas) {
      if (!closing.has(value)) continue;
      const subject = property === null ? 'This schema' : `The required property ${quoted(property)}`;
      yield { at: [...at, '$ref'], message: `${subject} needs ${shown(value.$ref)}, which in turn needs it.` };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { definitions: { Item: { type: 'object', properties: { parent: refTo('Item') } } } },
      { definitions: { Item: requiring('parts', { type: 'array', items: refTo('Item') }) } },
      { definitions: { Item: requiring('size', refTo('Size')), Box: requiring('size', refTo('Size')), Size: {} } },
    ],
    bad: [
      {
        part: { definitions: { Item: requiring('parent', refTo('Item')) } },
        at: ['/definitions/Item/properties/parent/$ref'],
      },
      {
        part: {
          definitions: {
            Item: requiring('place', requiring('shelf', refTo('Shelf'))),
            Shelf: { allOf: [refTo('Holder')] },
            Holder: requiring('held', refTo('Item')),
          },
        },
        at: ['/definitions/Holder/properties/held/$ref'],
      },
      { part: { definitions: { Item: { allOf: [refTo('Item')] } } }, at: ['/definitions/Item/allOf/0/$ref'] },
    ],
  },
});

interface Step {
  readonly schema: JsonObject;
  readonly needs: readonly JsonObject[];
  next: number;
}

/**
 * The references that lead back to a schema which they are needed for. Goes through what each schema needs, depth first and each
 * once, with a list of its own instead of the call stack; a reference to what is still on that list closes a loop.
 */
function closingReferences(schemas: DefinitionIndex['schemas'], follow: DefinitionIndex['follow']): Set<JsonObject> {
  const closing = new Set<JsonObject>();
  const state = new Map<JsonObject, 'open' | 'done'>();
  // All others need nothing.
  for (const { value } of withMember(schemas, '$ref', 'required', 'allOf')) {
    const steps: Step[] = [];
    const enter = (schema: JsonObject) => {
      state.set(schema, 'open');
      steps.push({ schema, needs: neededBy(schema, follow), next: 0 });
    };
    if (!state.has(value)) enter(value);
    for (let step = steps.at(-1); step; step = steps.at(-1)) {
      const needed = step.needs[step.next];
      step.next += 1;
      if (needed === undefined) {
        state.set(step.schema, 'done');
        steps.pop();
      } else if (!state.has(needed)) enter(needed);
      else if (state.get(needed) === 'open') closing.add(step.schema);
    }
  }
  return closing;
}

/** What has to be there for a value of this schema to be complete. */
function neededBy(schema: JsonObject, follow: DefinitionIndex['follow']): JsonObject[] {
  if (Object.hasOwn(schema, '$ref')) {
    const target = follow(schema);
    return target === null ? [] : [target];
  }
  const needed: JsonObject[] = [];
  const properties = objectOf(schema.properties);
  for (const name of new Set(arrayOf(schema.required))) {
    const property = typeof name === 'string' ? own(properties, name) : undefined;
    if (isObject(property)) needed.push(property);
  }
  for (const part of arrayOf(schema.allOf)) if (isObject(part)) needed.push(part);
  return needed;
}
