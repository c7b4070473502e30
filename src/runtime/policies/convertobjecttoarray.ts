import { isObject } from '../../core/json-value.js';
import { bodyPolicy } from './body-policy.js';
import { changeProperty, readPropertyPlace } from './json-tree.js';
import type { PolicyTemplate } from './template.js';

/**
 * Makes a list of an object: `propertyParentPath`, `propertySubPath`, `newPropertyPath`, and the names under which each entry has
 * its key and its value: `keyName` (`key`) and `valueName` (`value`).
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/convertobjecttoarray/convertobjecttoarray
 */
export const convertobjecttoarray: PolicyTemplate = {
  id: 'convertobjecttoarray',
  sections: ['Request', 'Response'],
  read(parameters, section) {
    const place = readPropertyPlace(parameters);
    const keyName = parameters.textOr('keyName', 'key');
    const valueName = parameters.textOr('valueName', 'value');
    return bodyPolicy(section, body =>
      changeProperty(body, place, (value, tree) => {
        if (!isObject(value)) return undefined;
        const entries = Object.entries(value);
        tree.spend(entries.length * (keyName.length + valueName.length + 12));
        return entries.map(([key, entry]) =>
          Object.fromEntries([
            [keyName, key],
            [valueName, entry],
          ]),
        );
      }),
    );
  },
};
