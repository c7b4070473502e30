import { defineRule } from '../define-rule.js';
import type { Report } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { annotations, families } from '../functions/annotations.js';
import type { Annotation } from '../functions/annotations.js';
import { quoted } from '../functions/quoted.js';

const family = (id: string) => `/paths/~1${id}/get/x-ms-api-annotation/family`;
/** Revisions of one operation, from the first on. */
const revisions = (...operations: object[]) => ({
  paths: Object.fromEntries(
    operations.map((one, position) => [
      `/v${position + 1}`,
      { get: { operationId: `GetV${position + 1}`, summary: 'Get', description: 'Gets.', responses: {}, ...one } },
    ]),
  ),
});
const revision = (number: number, status?: string) => ({
  'x-ms-api-annotation': { family: 'Get', revision: number, ...(status !== undefined && { status }) },
});

export default defineRule({
  on: 'definition',
  id: 'annotation-family-max-2-active',
  severity: 'error',
  description: 'At most two operations of a family are not deprecated, and at most one of these is in production.',
  docs: {
    why: 'Users see several actions for one purpose and cannot know which of them to take.',
    fix: 'Add `"deprecated": true` to the older operations; flows that use them go on running.',
    source:
      'Swagger Validator: OperationFamilyHasManyActiveOperations, OperationFamilyHasManyActiveProductionOperations.',
  },
  limits: { most: 2, mostInProduction: 1 },
  *check(index, limits) {
    const reports = new Map<Annotation, Report>();
    for (const [name, members] of families(index)) tooMany(name, members, limits, reports);
    for (const annotation of annotations(index)) {
      const report = reports.get(annotation);
      if (report) yield { at: [...annotation.at, 'family'], ...report };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      revisions({ ...revision(1), deprecated: true }, revision(2, 'Production'), revision(3, 'Preview')),
      revisions(revision(1), revision(2), {}),
      revisions({ ...revision(1, 'Production'), deprecated: true }, revision(2, 'Production')),
    ],
    bad: [
      { part: revisions(revision(3), revision(1), revision(2), revision(4)), at: [family('v2'), family('v3')] },
      { part: revisions(revision(1, 'Production'), revision(2, 'production')), at: [family('v1')] },
    ],
  },
});

/** Notes a report for each operation of a family that should be deprecated: the oldest of those that are too many. */
function tooMany(
  name: string,
  members: readonly Annotation[],
  { most, mostInProduction }: { readonly most: number; readonly mostInProduction: number },
  reports: Map<Annotation, Report>,
): void {
  const active = members
    .filter(one => !one.operation.deprecated)
    .sort((one, other) => (other.revision ?? 0) - (one.revision ?? 0));
  const inProduction = active.filter(one => one.inProduction);
  const faults = [
    {
      old: inProduction.slice(mostInProduction),
      count: inProduction.length,
      limit: mostInProduction,
      kind: 'production',
    },
    { old: active.slice(most), count: active.length, limit: most, kind: 'active' },
  ];
  for (const { old, count, limit, kind } of faults) {
    for (const annotation of old) {
      reports.set(annotation, {
        message: `The family ${quoted(name)} has ${count} ${kind} operations; at most ${limit} are allowed.`,
        fix: `Mark the operation ${quoted(annotation.operation.label)} as deprecated.`,
      });
    }
  }
}
