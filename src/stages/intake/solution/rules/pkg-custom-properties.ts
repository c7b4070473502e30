import { arrayOf, own } from '../../../../core/json-value.js';
import { packageTree, places } from '../example.js';
import { isConnectorSolution } from '../solution-package.js';
import type { ConnectorFile } from '../solution-package.js';
import type { SolutionRule } from '../solution-rule.js';
import { named } from '../words.js';

const expected = 'customProperties.json';

/** How many ways to sign in a file of a connector’s parameters offers; null where it cannot be read. */
function waysIn({ path, json }: ConnectorFile): number | null {
  const isSets = /_connectionparametersets\.json$/i.test(path);
  if (!isSets && !/_connectionparameters\.json$/i.test(path)) return 0;
  const { value } = json();
  if (value === undefined) return null;
  return arrayOf(own(isSets ? value : own(value, 'connectionParameterSets'), 'values')).length;
}

const ways = (...names: readonly string[]) => JSON.stringify({ values: names.map(name => ({ name })) });

export const pkgCustomProperties: SolutionRule = {
  on: 'solutions',
  id: 'pkg-custom-properties',
  severity: 'error',
  description: 'A connector that offers several ways to sign in has a file customProperties.json in its package.',
  docs: {
    why: 'The choice between them is set up from that file; without it certification stops, and users could not choose.',
    fix: 'Put `customProperties.json` beside the intro.',
    source: 'Certification policy error 5000.1.1.5.',
  },
  *check({ outer, solutions }) {
    if (outer.files.some(name => name.toLowerCase() === expected.toLowerCase())) return;
    for (const { name, connectorFiles } of solutions.filter(isConnectorSolution)) {
      const counts = connectorFiles.map(waysIn);
      const count = Math.max(0, ...counts.map(one => one ?? 0));
      const unread = connectorFiles[counts.indexOf(null)];
      if (count >= 2) {
        const message = `The connector of ${named(name)} offers ${count} ways to sign in, and the package has no ${named(expected)}.`;
        yield { file: outer.file, message };
      } else if (unread !== undefined) {
        const message = `The file ${named(unread.path)} of ${named(name)} cannot be read as JSON; it may offer several ways to sign in.`;
        yield { file: unread.file, message };
      }
    }
  },
  examples: {
    good: [
      { tree: packageTree({}) },
      { tree: packageTree({ connector: { 'contoso_connectionparametersets.json': ways('key') } }) },
      {
        tree: packageTree({
          outer: { 'customProperties.json': '{}' },
          connector: { 'contoso_connectionparametersets.json': ways('key', 'account') },
        }),
      },
    ],
    bad: [
      {
        tree: packageTree({ connector: { 'contoso_connectionparametersets.json': '{"values":' } }),
        at: [`${places.connector}!Connector/contoso_connectionparametersets.json`],
      },
      {
        tree: packageTree({ connector: { 'contoso_connectionparametersets.json': ways('key', 'account') } }),
        at: [places.outer],
      },
      {
        tree: packageTree({
          connector: {
            'contoso_connectionparameters.json': `{"connectionParameterSets":${ways('key', 'account')}}`,
          },
        }),
        at: [places.outer],
      },
    ],
  },
};
