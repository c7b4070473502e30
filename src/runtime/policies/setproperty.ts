import { bodyPolicy } from './body-policy.js';
import { plainText } from './expressions.js';
import { parseExact, plainScalar, textOfExact } from './json-text.js';
import { changeJson, parentsOf } from './json-tree.js';
import type { JsonTree } from './json-tree.js';
import { UnsupportedPolicy } from './policy.js';
import { readPropertyPath, valueAtSteps } from './property-path.js';
import type { PropertyPath, Step } from './property-path.js';
import type { PolicyTemplate } from './template.js';

/** A path within a text: `{@body().firstName}`. */
const inText = /\{@((?:body|item)\(\)[^{}]{0,500})\}|@\{((?:body|item)\(\)[^{}]{0,500})\}/gi;

type Value =
  | { readonly kind: 'path'; readonly path: PropertyPath }
  | { readonly kind: 'text'; readonly pieces: readonly (string | PropertyPath)[] };

/**
 * Adds or replaces a property: `newPropertyParentPathTemplate` (for a list, each of its items), `newPropertySubPathTemplate`, and
 * `propertyValuePathTemplate`: a constant, a path of the body, or a text with paths in it. The page says that no other expression
 * may stand there. A text that comes out as a JSON object or array becomes one; connectors wrap an object into a list that way
 * (`[{@body().payments}]`). Where the parent is missing, nothing is set.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/setproperty/setproperty
 */
export const setproperty: PolicyTemplate = {
  id: 'setproperty',
  sections: ['Request', 'Response'],
  read(parameters, section) {
    const parent = parameters.path('newPropertyParentPathTemplate');
    const sub = parameters.subPath('newPropertySubPathTemplate');
    const value = readValue(parameters.raw('propertyValuePathTemplate'));
    if (sub.length === 0) throw new UnsupportedPolicy('lacks its parameter `newPropertySubPathTemplate`');
    return bodyPolicy(section, body =>
      changeJson(body, tree => {
        for (const base of parentsOf(tree, parent.steps, sub)) {
          const made = valueOf(value, tree, base);
          if (made !== undefined) tree.put([...base, ...sub], made);
        }
      }),
    );
  },
};

function readValue(written: string): Value {
  const whole = readPropertyPath(written);
  if (whole !== null && whole.root !== 'triggerBody' && /^\{?@/.test(written)) return { kind: 'path', path: whole };
  const pieces: (string | PropertyPath)[] = [];
  let at = 0;
  for (const found of written.matchAll(inText)) {
    const [text, first, second] = found;
    const path = readPropertyPath(first ?? second ?? '');
    if (path === null) throw new UnsupportedPolicy(`has \`${text.slice(0, 60)}\`, which is no path`);
    pieces.push(plainText(written.slice(at, found.index)), path);
    at = found.index + text.length;
  }
  pieces.push(plainText(written.slice(at)));
  return { kind: 'text', pieces };
}

function valueOf(value: Value, tree: JsonTree, base: readonly Step[]): unknown {
  const from = ({ root, steps }: PropertyPath) =>
    root === 'item' ? valueAtSteps(tree.at(base), steps) : tree.at(steps);
  if (value.kind === 'path') return from(value.path);
  const text = value.pieces
    .map(piece => {
      if (typeof piece === 'string') return piece;
      const found = from(piece);
      if (found === undefined || found === null) return '';
      const shown = plainScalar(found) ?? textOfExact(found);
      tree.spend(shown.length);
      return shown;
    })
    .join('');
  return /^\s*[[{]/.test(text) ? (parseExact(text) ?? text) : text;
}
