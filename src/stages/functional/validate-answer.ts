import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { pointerSegments } from '../../core/json-pointer.js';
import { isObject } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import { redacted } from '../../runtime/redact.js';
import { createTranslator } from './json-schema.js';
import type { NotJudged, TranslatedSchema, Translator } from './json-schema.js';
import { compilePattern } from './pattern.js';

/** One way in which an answer differs from its schema. */
export interface Mismatch {
  /** JSON pointer into the answer. */
  readonly pointer: string;
  /** The same with `*` for every index, so that it does not depend on which entry was the first to differ. */
  readonly place: string;
  /** `must be string`. */
  readonly expected: string;
  /** What stands there, shortened. */
  readonly seen: string;
}

/** Mismatches of one answer that are told. The first says most; the rest often follow from it. */
const mostMismatches = 5;
/** Answers above this are judged up to their first mismatch only: finding all costs memory for each. */
const largestForAll = 65_536;
/** Characters of a value that are shown. */
const shownLength = 80;

/** What a judge says of one answer. */
export interface AnswerJudgement {
  readonly mismatches: readonly Mismatch[];
  readonly notJudged: readonly NotJudged[];
}

/** Holds an answer of `size` bytes against the schema at `pointer`. */
export type JudgeAnswer = (schema: unknown, pointer: string, value: unknown, size: number) => AnswerJudgement;

/** Makes a judge for the answers of one connector. Schemas that operations share are compiled once. */
export function createAnswerJudge(document: JsonObject): JudgeAnswer {
  const translator = createTranslator(document);
  const first = createValidator(translator, false);
  const all = createValidator(translator, true);
  // The same object each time: Ajv knows by it what it has compiled.
  const translated = new Map<string, TranslatedSchema>();
  return (written, pointer, value, size) => {
    const known = translated.get(pointer) ?? translator.translate(written, pointer);
    translated.set(pointer, known);
    const { schema, notJudged } = known;
    const errors = first(schema, value);
    const told = errors.length > 0 && size <= largestForAll ? all(schema, value) : errors;
    return { mismatches: toMismatches(told, value), notJudged };
  };
}

/** Validates against a translated schema; all differences or the first. */
function createValidator(
  { referenced }: Translator,
  allErrors: boolean,
): (schema: object | boolean, value: unknown) => readonly ErrorObject[] {
  const ajv = new Ajv({
    allErrors,
    strict: false,
    validateFormats: false,
    logger: false,
    // The schemas were translated keyword by keyword; Ajv's own check of them would cost more than all else.
    validateSchema: false,
    code: { regExp: linearPattern },
  });
  const added = new Set<string>();
  return (schema, value) => {
    for (const [name, shared] of referenced) {
      if (!added.has(name)) ajv.addSchema(typeof shared === 'boolean' ? { allOf: [shared] } : shared, name);
      added.add(name);
    }
    const validate = ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

/** Ajv's engine for patterns: RE2, so that no pattern and no text can hold the process up. */
const linearPattern = Object.assign(
  (pattern: string) => {
    const test = compilePattern(pattern);
    return { test: (text: string) => test === null || test(text) };
  },
  { code: 'linearPattern' },
);

function toMismatches(errors: readonly ErrorObject[], value: unknown): Mismatch[] {
  const mismatches: Mismatch[] = [];
  const seenBefore = new Set<string>();
  for (const error of errors) {
    // A choice's own sentence ("must match a schema in anyOf") says less than those of its parts.
    if (error.keyword === 'anyOf' || isNullBranch(error)) continue;
    const segments = pointerSegments(error.instancePath) ?? [];
    const there = valueBelow(value, segments);
    // What was redacted is not what the API sent: nothing can be said about it.
    if (typeof there === 'string' && there.includes(redacted)) continue;
    const place = segments.map(segment => (/^\d+$/.test(segment) ? '*' : segment)).join('/');
    const expected = expectation(error);
    if (seenBefore.has(`${place} ${expected}`)) continue;
    seenBefore.add(`${place} ${expected}`);
    mismatches.push({
      pointer: error.instancePath,
      place: place === '' ? 'the root' : `/${place}`,
      expected,
      seen: shown(there),
    });
    if (mismatches.length === mostMismatches) break;
  }
  return mismatches;
}

/** The branch of a choice that only says that the value may be null. */
function isNullBranch({ keyword, params }: ErrorObject): boolean {
  return keyword === 'type' && isObject(params) && params.type === 'null';
}

function expectation({ keyword, message, params }: ErrorObject): string {
  const allowed: unknown = isObject(params) ? params.allowedValues : undefined;
  if (keyword === 'enum' && Array.isArray(allowed)) return `must be one of ${shown(allowed)}`;
  const extra: unknown = isObject(params) ? params.additionalProperty : undefined;
  if (keyword === 'additionalProperties' && typeof extra === 'string') return `must not have the member \`${extra}\``;
  return message ?? `must satisfy \`${keyword}\``;
}

function valueBelow(value: unknown, segments: readonly string[]): unknown {
  let here = value;
  for (const segment of segments) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[segment];
  }
  return here;
}

/** A value as one short line. */
function shown(value: unknown): string {
  const text =
    Array.isArray(value) && value.length > 20 ? `an array of ${value.length}` : (JSON.stringify(value) ?? 'nothing');
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
