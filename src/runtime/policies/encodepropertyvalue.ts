import { bodyPolicy } from './body-policy.js';
import { changeProperty, readPropertyPlace } from './json-tree.js';
import { plainScalar } from './json-text.js';
import type { PolicyTemplate } from './template.js';

/**
 * Percent-encodes a property as for a URL: `propertyParentPath` (for a list, each of its items), `propertySubPath`,
 * `newPropertyPath`. Numbers and switches become texts. It has no page of its own; the parameters are those of
 * paconn-apiProperties.schema.json, and its use is that of the Planner connector (`URL encode userId`).
 */
export const encodepropertyvalue: PolicyTemplate = {
  id: 'encodepropertyvalue',
  sections: ['Request', 'Response'],
  read(parameters, section) {
    const place = readPropertyPlace(parameters);
    return bodyPolicy(section, body =>
      changeProperty(body, place, value => {
        const text = plainScalar(value);
        // Half a surrogate pair has no UTF-8.
        return text === null ? undefined : encodeURIComponent(text.toWellFormed());
      }),
    );
  },
};
