import { arrayOf, isObject, own } from '../../core/json-value.js';
import { pointerTo, textsOf } from '../../runtime/json.js';
import type { JsonObject } from '../../core/json-value.js';
import { follow } from '../../runtime/references.js';
import { compilePattern } from './pattern.js';

/** A schema of the definition as JSON Schema (draft 7), and what of it cannot be judged. */
export interface TranslatedSchema {
  readonly schema: object | boolean;
  /** Each part is named once, with the first schema that reaches it. */
  readonly notJudged: readonly NotJudged[];
}

/** Translates schemas of one definition. */
export interface Translator {
  translate(schema: unknown, pointer: string): TranslatedSchema;
  /** Schemas that were referred to so far, by the name that `$ref` uses for them. */
  readonly referenced: ReadonlyMap<string, object | boolean>;
}

export interface NotJudged {
  /** Where it stands in the definition. */
  readonly pointer: string;
  readonly reason: string;
}

/** Schemas of one definition that are translated. The reference programme allows 16,384 for one operation. */
const mostSchemas = 100_000;
const deepest = 60;

/** Keywords that mean the same in both worlds. `format` is left out: real answers rarely keep to it, and no consumer breaks. */
const sameKeywords = [
  'maximum',
  'minimum',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'multipleOf',
] as const;
const types = ['string', 'number', 'integer', 'boolean', 'array', 'object'];

/**
 * Makes a translator for an OpenAPI 2.0 document. Only what is asked for is looked at, each referenced schema once. What cannot be
 * judged (a reference that leads nowhere, a pattern that RE2 cannot express) lets everything pass and is named.
 */
export function createTranslator(document: JsonObject): Translator {
  const referenced = new Map<string, object | boolean>();
  const names = new Map<string, string>();
  let notJudged: NotJudged[] = [];
  let schemas = 0;

  const translate = (written: unknown, at: string, depth: number): object | boolean => {
    schemas += 1;
    if (schemas > mostSchemas || depth > deepest) {
      notJudged.push({ pointer: at, reason: 'the schema is too large or nests too deep' });
      return true;
    }
    if (!isObject(written)) return true;
    return own(written, '$ref') === undefined ? keywords(written, at, depth) : reference(written, at);
  };

  const reference = (written: JsonObject, at: string): object | boolean => {
    const target = follow(document, written, at);
    if (!target) {
      notJudged.push({ pointer: at, reason: 'its reference leads nowhere' });
      return true;
    }
    const known = names.get(target.pointer);
    const name = known ?? `schema${names.size + 1}`;
    if (known === undefined) {
      names.set(target.pointer, name);
      // Depth counts what is written inside one another; a reference starts again.
      referenced.set(name, translate(target.value, target.pointer, 0));
    }
    return { $ref: name };
  };

  const keywords = (written: JsonObject, at: string, depth: number): object => {
    const made: Record<string, unknown> = {};
    const type = own(written, 'type');
    if (typeof type === 'string' && types.includes(type)) made.type = type;
    for (const keyword of sameKeywords) {
      const value = own(written, keyword);
      if (keyword === 'uniqueItems' ? value === true : isCount(keyword, value)) made[keyword] = value;
    }
    translateBounds(written, made);
    if (Array.isArray(own(written, 'enum')) && arrayOf(own(written, 'enum')).length > 0)
      made.enum = own(written, 'enum');
    translatePattern(written, at, made);
    const required = [...new Set(textsOf(own(written, 'required')))];
    if (required.length > 0) made.required = required;
    const properties = own(written, 'properties');
    if (isObject(properties)) {
      made.properties = Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
          name,
          translate(value, pointerTo(at, 'properties', name), depth + 1),
        ]),
      );
    }
    const items = own(written, 'items');
    if (isObject(items)) made.items = translate(items, pointerTo(at, 'items'), depth + 1);
    const more = own(written, 'additionalProperties');
    if (typeof more === 'boolean') made.additionalProperties = more;
    else if (isObject(more))
      made.additionalProperties = translate(more, pointerTo(at, 'additionalProperties'), depth + 1);
    const parts = arrayOf(own(written, 'allOf'));
    if (parts.length > 0) {
      made.allOf = parts.map((part, index) => translate(part, pointerTo(at, 'allOf', index), depth + 1));
    }
    return own(written, 'x-nullable') === true ? orNull(made) : made;
  };

  const translatePattern = (written: JsonObject, at: string, made: Record<string, unknown>) => {
    const pattern = own(written, 'pattern');
    if (typeof pattern !== 'string') return;
    if (compilePattern(pattern)) made.pattern = pattern;
    else notJudged.push({ pointer: pointerTo(at, 'pattern'), reason: 'the pattern cannot be checked in bounded time' });
  };

  return {
    referenced,
    translate(schema, pointer) {
      notJudged = [];
      return { schema: translate(schema, pointer, 0), notJudged };
    },
  };
}

/** The schema, or null. */
function orNull(made: Record<string, unknown>): object {
  if (made.allOf !== undefined) return { anyOf: [{ type: 'null' }, made] };
  const type = typeof made.type === 'string' ? { type: [made.type, 'null'] } : {};
  const choices = Array.isArray(made.enum) ? { enum: [...arrayOf(made.enum), null] } : {};
  return { ...made, ...type, ...choices };
}

/** Draft 4 switches a bound to exclusive; later drafts have a bound of their own. */
function translateBounds(written: JsonObject, made: Record<string, unknown>): void {
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (own(written, exclusive) !== true || made[bound] === undefined) continue;
    made[exclusive] = made[bound];
    delete made[bound];
  }
}

/** True for a value that the keyword may have: Ajv refuses a whole schema for one that it may not. Lint reports those. */
function isCount(keyword: (typeof sameKeywords)[number], value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (keyword === 'maximum' || keyword === 'minimum') return true;
  return keyword === 'multipleOf' ? value > 0 : Number.isInteger(value) && value >= 0;
}
