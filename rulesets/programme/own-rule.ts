import { z } from 'zod';
import { severities } from '../../src/core/finding.js';
import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { DefinitionReport, Limits, PackageReport, Rule } from '../define-rule.js';
import type { DefinitionIndex } from '../definition-index.js';
import * as examples from '../examples.js';
import type { ExamplePackage } from '../examples.js';
import { pointerOf } from '../functions/path.js';
import { quoted, shown } from '../functions/quoted.js';
import type { OpenedPackage } from '../opened-package.js';
import { exampleFaults } from '../run-examples.js';

/** How a rule's file says what its examples are parts of; each lays them over a faultless package. */
export const exampleBases = {
  package: examples.packageWith,
  definition: examples.definitionWith,
  info: examples.infoWith,
  operation: examples.operationWith,
  parameter: examples.parameterWith,
  answer: examples.answerOf,
  properties: examples.propertiesWith,
  connectionParameters: examples.connectionParametersOf,
  readme: examples.readmeOf,
} as const;

/** What a check is given beside the package: the means to show an author's text without harm. */
const tools = { quoted, shown, pointerOf } as const;

const sentence = z.string().regex(/^\S.*\.$/s, { error: 'a sentence that ends in a period' });
const check = z.custom<(subject: unknown, limits: Limits, given: typeof tools) => Iterable<unknown>>(
  value => typeof value === 'function',
  { error: 'a generator function' },
);
const place = z.union([
  z.string(),
  z.strictObject({ file: z.string(), line: z.number().optional(), pointer: z.string().optional() }),
]);

const ruleText = z.strictObject({
  on: z.enum(['definition', 'package']),
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: 'words of lower-case letters and digits, with hyphens' }),
  severity: z.enum(severities),
  description: sentence,
  file: z.enum([...Object.values(packageFileNames), 'files']).optional(),
  needs: z.array(z.enum(['definition', 'properties'])).optional(),
  limits: z.record(z.string(), z.number()).optional(),
  docs: z.strictObject({ why: sentence, fix: sentence, source: sentence }),
  check,
  examples: z.strictObject({
    of: z.enum(Object.keys(exampleBases) as [keyof typeof exampleBases]),
    good: z.array(z.unknown()).min(1),
    bad: z.array(z.strictObject({ part: z.unknown(), at: z.array(place).min(1) })).min(1),
  }),
});

/**
 * Makes a rule of what a programme's own file exports. It is held to what every rule is held to: the shape, and that its examples
 * are found as they say. Gives the faults instead when there are any.
 */
export async function ownRule(exported: unknown): Promise<{ readonly rule: Rule } | { readonly faults: string[] }> {
  const parsed = ruleText.safeParse(exported);
  if (!parsed.success) {
    return {
      faults: parsed.error.issues.map(
        ({ path, message }) =>
          `${path.join('.') || 'The default export'}: ${message.replace(/^Invalid (?:input|option): /, '')}.`,
      ),
    };
  }
  const { on, file, needs, check: judge, examples: written, ...described } = parsed.data;
  const base = exampleBases[written.of] as (part: unknown) => ExamplePackage;
  const [good, ...moreGood] = written.good;
  const [bad, ...moreBad] = written.bad;
  const shown = {
    of: base,
    good: [good, ...moreGood] as [unknown, ...unknown[]],
    bad: [bad, ...moreBad] as [NonNullable<typeof bad>, ...typeof moreBad],
  };
  const rule =
    on === 'definition'
      ? defineRule<unknown, Limits>({
          ...described,
          on,
          limits: described.limits ?? {},
          check: (index: DefinitionIndex, limits) => judge(index, limits, tools) as Iterable<DefinitionReport>,
          examples: shown,
        })
      : defineRule<unknown, Limits>({
          ...described,
          on,
          limits: described.limits ?? {},
          file: file ?? 'files',
          needs: needs ?? [],
          check: (opened: OpenedPackage, limits) => judge(opened, limits, tools) as Iterable<PackageReport>,
          examples: shown,
        });
  const faults = await exampleFaults(rule).catch((error: unknown) => [
    `The check failed over its examples: ${error instanceof Error ? error.message : String(error)}.`,
  ]);
  return faults.length > 0 ? { faults } : { rule };
}
