import { customizations, packageTree, places } from '../example.js';
import { isConnectorSolution } from '../solution-package.js';
import type { SolutionRule } from '../solution-rule.js';
import { contentsOf } from '../words.js';

export const pkgConnectorSolution: SolutionRule = {
  on: 'solutions',
  id: 'pkg-connector-solution',
  severity: 'error',
  description: 'One of the solutions brings the connector and nothing else.',
  docs: {
    why: 'It is what everybody gets in the end; with a flow or a plug-in in it those would be given to everybody as well.',
    fix: 'Make a solution with the connector as its only component and export it.',
    source: 'ConnectorPackageValidator.ps1, solution zips; certification policy error 5000.1.1.8.',
  },
  *check({ file, solutions }) {
    if (solutions.some(isConnectorSolution)) return;
    yield { file, message: `No solution brings a connector and nothing else: ${contentsOf(solutions)}.` };
  },
  examples: {
    good: [{ tree: packageTree({}) }],
    bad: [
      {
        tree: packageTree({ solution: { 'customizations.xml': customizations(), Connector: null } }),
        at: [places.assets],
      },
      {
        tree: packageTree({
          solution: { 'customizations.xml': customizations('connector', 'flows'), Workflows: { 'Old.json': '{}' } },
        }),
        at: [places.assets],
      },
    ],
  },
};
