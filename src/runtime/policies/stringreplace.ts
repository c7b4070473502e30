import { bodyPolicy } from './body-policy.js';
import { changeProperty, readPropertyPlace } from './json-tree.js';
import { UnsupportedPolicy } from './policy.js';
import { plainScalar } from './json-text.js';
import type { PolicyTemplate } from './template.js';

/**
 * Replaces every occurrence of a text in a property: `propertyParentPath` (for a list, each of its items), `propertySubPath`,
 * `sourceString`, `replacementString`, `newPropertyPath`. Both are plain texts and no patterns: the reference programme's Planner
 * connector replaces `.` by `%2E` and leaves the other letters alone. It has no page of its own; the parameters are those of
 * paconn-apiProperties.schema.json.
 */
export const stringreplace: PolicyTemplate = {
  id: 'stringreplace',
  sections: ['Request', 'Response'],
  read(parameters, section) {
    const place = readPropertyPlace(parameters);
    const source = parameters.text('sourceString');
    const replacement = parameters.text('replacementString');
    if (source === '') throw new UnsupportedPolicy('has an empty `sourceString`');
    return bodyPolicy(section, body =>
      changeProperty(body, place, (value, tree) => {
        const text = typeof value === 'string' ? plainScalar(value) : null;
        if (text === null) return undefined;
        const parts = text.split(source);
        // Looked at before it is made: a short source and a long replacement grow a text a thousandfold.
        tree.spend((parts.length - 1) * replacement.length);
        return parts.join(replacement);
      }),
    );
  },
};
