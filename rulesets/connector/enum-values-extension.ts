import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { isObject, own } from '../../src/core/json-value.js';
import { describedValues } from '../functions/described-values.js';
import type { Path } from '../functions/path.js';
import { shown } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const extension = 'x-ms-enum-values';
const parameter = '/paths/~1items~1{id}/get/parameters/1';
const red = { value: 'red', displayName: 'Red' };
const green = { value: 'green', displayName: 'Green' };

export default defineRule({
  on: 'definition',
  id: 'enum-values-extension',
  severity: 'error',
  description: 'Each entry of `x-ms-enum-values` gives one of the choices a name to display.',
  docs: {
    why: 'Users see a bare code instead of the name that was meant, or two names for the same choice.',
    fix: 'Write one entry for each value of `enum`, with `value` exactly as there and `displayName`.',
    source:
      'Swagger Validator: InvalidEnumValuesExtensionValue, MissingEnumValuesDisplayName, DuplicateEnumValuesInExtension.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, extension)) {
      const entries = value[extension];
      if (entries === undefined || Object.hasOwn(value, '$ref')) continue;
      const place = [...at, extension];
      if (!Array.isArray(entries)) {
        yield { at: place, message: `The names of choices have to be a list, not ${shown(entries)}.` };
      } else if (!Array.isArray(value.enum)) {
        yield { at: place, message: 'There are names for choices, but no `enum` with the choices.' };
      } else yield* judgeEntries(entries, value.enum, place);
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { enum: ['red', 'green'], [extension]: [red, green] },
      { schema: { $ref: '#/definitions/Color', [extension]: [red] }, in: 'body', type: undefined },
      { type: 'integer', enum: [1, 2], [extension]: [{ value: 1, displayName: 'Small' }] },
    ],
    bad: [
      { part: { enum: ['red'], [extension]: [red, green] }, at: [`${parameter}/${extension}/1/value`] },
      {
        part: { enum: ['Red', 'green'], [extension]: [red, { value: 'green' }] },
        at: [`${parameter}/${extension}/0/value`, `${parameter}/${extension}/1`],
      },
      {
        part: { enum: ['red'], [extension]: [red, { ...red, displayName: 'Crimson' }, red] },
        at: [`${parameter}/${extension}/1/value`, `${parameter}/${extension}/2/value`],
      },
      {
        part: { enum: ['red'], [extension]: [{ displayName: 'Red' }, 'red', { ...red, displayName: ' ' }] },
        at: [`${parameter}/${extension}/0`, `${parameter}/${extension}/1`, `${parameter}/${extension}/2/displayName`],
      },
      { part: { [extension]: [red] }, at: [`${parameter}/${extension}`] },
      { part: { enum: ['red'], [extension]: red }, at: [`${parameter}/${extension}`] },
    ],
  },
});

function* judgeEntries(entries: readonly unknown[], choices: readonly unknown[], at: Path): Iterable<DefinitionReport> {
  const known = new Set(choices);
  const alike = new Map(choices.map(choice => [folded(choice), choice]));
  const named = new Set(entries.map(entry => own(entry, 'value')));
  const names = new Map<unknown, unknown>();
  for (const [position, entry] of entries.entries()) {
    const place = [...at, position];
    if (!isObject(entry)) {
      yield {
        at: place,
        message: `An entry has to be an object with \`value\` and \`displayName\`, not ${shown(entry)}.`,
      };
      continue;
    }
    const { value, displayName } = entry;
    if (value === undefined) {
      yield { at: place, message: 'The entry does not say which choice it names.' };
    } else if (names.has(value)) {
      yield {
        at: [...place, 'value'],
        message: `The choice ${shown(value)} has more than one entry.`,
        ...(names.get(value) === displayName && { repair: { kind: 'remove', at: place } as const }),
      };
    } else {
      names.set(value, displayName);
      if (!known.has(value) && !isNested(value))
        yield strange(value, alike.get(folded(value)), named, [...place, 'value']);
    }
    if (textOf(displayName) === null) {
      yield {
        at: displayName === undefined ? place : [...place, 'displayName'],
        message: `The choice ${shown(value)} has no name to display.`,
      };
    }
  }
}

/** A value that is not among the choices, with the choice that was probably meant; unless that one has an entry already. */
function strange(value: unknown, meant: unknown, named: ReadonlySet<unknown>, at: Path): DefinitionReport {
  const message = `The value ${shown(value)} is not one of the choices in \`enum\`.`;
  if (named.has(meant)) return { at, message };
  if (typeof meant !== 'string' && typeof meant !== 'number' && typeof meant !== 'boolean') return { at, message };
  return { at, message, fix: `Write it ${shown(meant)}.`, repair: { kind: 'set', at, value: meant } };
}

/** The value without what people get wrong: upper and lower case, outer blanks, quotation marks around a number. */
function folded(value: unknown): string {
  return isNested(value) ? '' : String(value).trim().toLowerCase();
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
