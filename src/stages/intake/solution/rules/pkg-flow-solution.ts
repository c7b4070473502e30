import { connectorSolution, packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { contentsOf } from '../words.js';

export const pkgFlowSolution: SolutionRule = {
  on: 'solutions',
  id: 'pkg-flow-solution',
  severity: 'error',
  description: 'One of the solutions brings the connector and a flow that uses it.',
  docs: {
    why: 'Certification runs that flow; without it nobody sees whether the connector works.',
    fix: 'Make a flow that uses the connector, put both into a solution and export it.',
    source: 'ConnectorPackageValidator.ps1, solution zips; certification policy error 5000.1.1.6.',
  },
  *check({ file, solutions }) {
    if (solutions.some(({ brings }) => brings.connector && brings.flows && !brings.plugin)) return;
    yield { file, message: `No solution brings a connector and flows: ${contentsOf(solutions)}.` };
  },
  examples: {
    good: [{ tree: packageTree({}) }],
    bad: [
      {
        // The flow was left out of the solution: its element `Workflows` is there, as in every export, and empty.
        tree: packageTree({
          assets: { 'FlowSolution.zip': connectorSolution() },
        }),
        at: [places.assets],
      },
    ],
  },
};
