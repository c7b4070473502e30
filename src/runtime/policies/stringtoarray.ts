import { bodyPolicy } from './body-policy.js';
import { changeProperty, readPropertyPlace } from './json-tree.js';
import { plainScalar } from './json-text.js';
import { UnsupportedPolicy } from './policy.js';
import type { PolicyTemplate } from './template.js';

/**
 * Makes a list of objects of a delimited text: `propertyParentPath`, `propertySubPath`, `delimiterList` (each character ends a
 * piece), `childPropertyName` (the name of each piece in its object), `newPropertyPath`. Empty pieces are left out, so that a
 * delimiter at the end adds nothing.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/stringtoarray/stringtoarray
 */
export const stringtoarray: PolicyTemplate = {
  id: 'stringtoarray',
  sections: ['Request', 'Response'],
  read(parameters, section) {
    const place = readPropertyPlace(parameters);
    const delimiters = new Set(parameters.text('delimiterList'));
    const child = parameters.text('childPropertyName');
    if (delimiters.size === 0) throw new UnsupportedPolicy('has an empty `delimiterList`');
    return bodyPolicy(section, body =>
      changeProperty(body, place, (value, tree) => {
        const text = typeof value === 'string' ? plainScalar(value) : null;
        if (text === null) return undefined;
        const pieces = piecesOf(text, delimiters);
        tree.spend(pieces.length * (child.length + 8));
        return pieces.map(piece => Object.fromEntries([[child, piece]]));
      }),
    );
  },
};

function piecesOf(text: string, delimiters: ReadonlySet<string>): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of text) {
    if (!delimiters.has(character)) piece += character;
    else {
      pieces.push(piece);
      piece = '';
    }
  }
  return [...pieces, piece].filter(each => each !== '');
}
