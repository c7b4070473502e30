import type { DefinitionReport } from '../define-rule.js';
import { isObject } from '../../src/core/json-value.js';
import { textOf } from './text-of.js';
import type { Path } from './path.js';

/**
 * A report when an object lacks a text: at the object when the member is not there, at the member when it is empty or no text.
 * Nothing when the object itself is missing, which another rule says.
 */
export function* missingText(object: unknown, at: Path, name: string, message: string): Iterable<DefinitionReport> {
  if (!isObject(object) || textOf(object[name]) !== null) return;
  yield { at: object[name] === undefined ? at : [...at, name], message };
}
