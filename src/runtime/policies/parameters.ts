import { objectOf } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import { own } from '../../core/json-value.js';
import { plainText, readTextTemplate } from './expressions.js';
import type { ReadConnection, TextTemplate } from './expressions.js';
import { UnsupportedPolicy } from './policy.js';
import { readPropertyPath, readSubPath } from './property-path.js';
import type { PropertyPath, Step } from './property-path.js';

/**
 * The parameters of one policy, by their names without the prefix `x-ms-apimTemplateParameter.`. Every reader throws
 * `UnsupportedPolicy` when the parameter is missing or cannot be read.
 */
export interface PolicyParameters {
  /** A text with expressions. */
  template(name: string): TextTemplate;
  /** A text without expressions. */
  text(name: string): string;
  /** The same, or the fallback when there is none. */
  textOr(name: string, fallback: string): string;
  path(name: string): PropertyPath;
  pathOr(name: string, fallback: string): PropertyPath;
  /** A path below another one; empty when there is none. */
  subPath(name: string): readonly Step[];
  object(name: string): JsonObject;
  /** The text exactly as written, expressions and all. */
  raw(name: string): string;
  rawOr(name: string, fallback: string): string;
}

/** Reads the parameters of a policy with the values of one connection. */
export function readParameters(parameters: JsonObject, connection: ReadConnection): PolicyParameters {
  const written = (name: string): string | null => {
    const value = own(parameters, name);
    // Switches are met both as texts and as JSON booleans.
    if (typeof value === 'boolean' || typeof value === 'number') return String(value);
    return typeof value === 'string' ? value : null;
  };
  const raw = (name: string): string => {
    const value = written(name);
    if (value === null) throw new UnsupportedPolicy(`lacks its parameter \`${name}\``);
    return value;
  };
  const pathIn = (name: string, text: string): PropertyPath => {
    const path = readPropertyPath(text.trim());
    if (path === null) throw new UnsupportedPolicy(`has \`${text.slice(0, 60)}\` as \`${name}\`, which is no path`);
    return path;
  };
  return {
    raw,
    rawOr: (name, fallback) => written(name) ?? fallback,
    template: name => readTextTemplate(raw(name), connection),
    text: name => plainText(raw(name)),
    textOr: (name, fallback) => plainText(written(name) ?? fallback),
    path: name => pathIn(name, raw(name)),
    pathOr: (name, fallback) => pathIn(name, written(name) || fallback),
    subPath(name) {
      const text = (written(name) ?? '').trim();
      const steps = readSubPath(text);
      if (steps === null) throw new UnsupportedPolicy(`has \`${text.slice(0, 60)}\` as \`${name}\`, which is no path`);
      return steps;
    },
    object: name => objectOf(own(parameters, name)),
  };
}
