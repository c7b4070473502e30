import type { PackageReport } from '../define-rule.js';
import { isObject, own } from '../../src/core/json-value.js';
import type { PolicyEntry } from '../properties-index.js';
import { parameterPrefix, policyTemplates } from './policy-templates.js';
import { shown } from './quoted.js';
import { sameButForCase } from './same-but-for-case.js';

/** What policies have in a parameter that takes one of a few values, where it is none of them. */
export function* wrongChoices(policies: readonly PolicyEntry[], name: string): Iterable<PackageReport> {
  for (const policy of policies) {
    const allowed = policyTemplates.get(policy.template ?? '')?.choices?.[name];
    if (allowed) yield* wrongValue(policy, `${parameterPrefix}${name}`, allowed);
  }
}

/** A report when a policy's parameter is there and is none of the allowed values; they differ in nothing but case, it is repaired. */
export function* wrongValue(
  { value: policy, at }: PolicyEntry,
  parameter: string,
  allowed: readonly string[],
): Iterable<PackageReport> {
  const value = own(policy.parameters, parameter);
  if (!isObject(policy.parameters) || value === undefined || allowed.some(one => one === value)) return;
  const place = [...at, 'parameters', parameter];
  const meant = sameButForCase(value, allowed);
  yield {
    at: place,
    message: `The value ${shown(value)} is none of ${allowed.join(', ')}.`,
    ...(meant !== null && { fix: `Write it "${meant}".`, repair: { kind: 'set', at: place, value: meant } }),
  };
}
