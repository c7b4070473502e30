import { defaultJsonLimits, readJson } from '../../core/json-text.js';
import type { JsonFaultKind, JsonText } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import { measureExpansion } from '../../core/reference-expansion.js';
import { expandedValues } from './limits.js';
import type { Remark } from './remark.js';
import type { IntakeRuleId } from './rules.js';

/** The faults that make a document unsafe to hold. The others make it wrong, which is for lint to say. */
const unsafeKinds: Partial<Record<JsonFaultKind, IntakeRuleId>> = {
  'too-deep': 'json-too-deep',
  'too-many-nodes': 'json-too-many-values',
  'too-large': 'json-text-too-long',
  'forbidden-key': 'json-forbidden-key',
};

/** Places of endless references that are listed; more would be repetition. */
const endlessListed = 20;

/** Says what makes the package's JSON unsafe for the programs that come after, and gives the definition as it was read. */
export function judgeJson(files: ReadonlyMap<string, Uint8Array>): { remarks: Remark[]; definition: JsonText | null } {
  const remarks: Remark[] = [];
  const read = (file: string): JsonText | null => {
    const bytes = files.get(file);
    if (bytes === undefined) return null;
    const json = readJson(bytes, { ...defaultJsonLimits, bytes: bytes.length });
    for (const { kind, message, pointer, line, column } of json.faults) {
      const rule = unsafeKinds[kind];
      if (rule) remarks.push({ rule, file, message, at: { line, column, pointer } });
    }
    return json;
  };
  const definition = read(packageFileNames.definition);
  read(packageFileNames.properties);
  if (definition && definition.value !== undefined) judgeReferences(definition, remarks);
  return { remarks, definition };
}

function judgeReferences(definition: JsonText, remarks: Remark[]): void {
  const { size, tooLargeAt, endlessAt } = measureExpansion(definition.value, expandedValues);
  const say = (rule: IntakeRuleId, pointer: string, message: string) => {
    const { line, column } = definition.locate(pointer) ?? { line: 1, column: 1 };
    remarks.push({ rule, file: packageFileNames.definition, message, at: { line, column, pointer } });
  };
  if (tooLargeAt !== null) {
    const total = Number.isFinite(size) ? `, ${size} in the whole document` : '';
    const message = `With its references replaced, this has more than ${expandedValues} values${total}.`;
    say('json-reference-expansion', tooLargeAt, message);
  }
  for (const pointer of endlessAt.slice(0, endlessListed)) {
    say(
      'json-reference-endless',
      pointer,
      'References lead from here round in a circle, without any property or item in between.',
    );
  }
}
