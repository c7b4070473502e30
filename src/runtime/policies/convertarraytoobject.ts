import { isObject } from '../../core/json-value.js';
import { bodyPolicy } from './body-policy.js';
import { changeProperty, readPropertyPlace } from './json-tree.js';
import { plainScalar } from './json-text.js';
import { UnsupportedPolicy } from './policy.js';
import { readPropertyPath, readSubPath, valueAtSteps } from './property-path.js';
import type { Step } from './property-path.js';
import type { PolicyTemplate } from './template.js';

/**
 * Makes an object of a list: `propertyParentPath`, `propertySubPath`, `keyWithinCollectionPath` (where each item has its key),
 * `newPropertyPath`, `retainKey` (true unless it says `false`: the key stays in its item as well). A list with an item that has no
 * key is left as it is, because the page calls the key necessary. Of two items with one key the later stays.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/convertarraytoobject/convertarraytoobject
 */
export const convertarraytoobject: PolicyTemplate = {
  id: 'convertarraytoobject',
  sections: ['Request', 'Response'],
  read(parameters, section) {
    const place = readPropertyPlace(parameters);
    const written = parameters.raw('keyWithinCollectionPath');
    const key = readPropertyPath(written)?.steps ?? readSubPath(written);
    if (key === null || key.length === 0) throw new UnsupportedPolicy('has no path as `keyWithinCollectionPath`');
    const retain = parameters.textOr('retainKey', 'true').trim().toLowerCase() !== 'false';
    return bodyPolicy(section, body =>
      changeProperty(body, place, value => (Array.isArray(value) ? objectOfItems(value, key, retain) : undefined)),
    );
  },
};

function objectOfItems(items: readonly unknown[], key: readonly Step[], retain: boolean): object | undefined {
  const entries = items.map(
    item => [plainScalar(valueAtSteps(item, key)), retain ? item : without(item, key)] as const,
  );
  const keyed = entries.flatMap(([name, item]) => (name === null ? [] : [[name, item] as const]));
  // `fromEntries` makes members of its own, whatever their names.
  return keyed.length === items.length ? Object.fromEntries(keyed) : undefined;
}

function without(value: unknown, [step, ...rest]: readonly Step[]): unknown {
  if (!isObject(value) || typeof step !== 'string') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      if (name !== step) return [[name, member]];
      return rest.length === 0 ? [] : [[name, without(member, rest)]];
    }),
  );
}
