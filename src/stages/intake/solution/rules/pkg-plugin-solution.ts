import { customizations, packageTree, places, pluginSolution } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { contentsOf } from '../words.js';

export const pkgPluginSolution: SolutionRule = {
  on: 'plugin',
  id: 'pkg-plugin-solution',
  severity: 'error',
  description:
    'Where an AI plug-in is expected, one of the solutions brings the connector and the plug-in, without flows.',
  docs: {
    why: 'Without it the connector is certified, and no assistant can use it.',
    fix: 'Put the connector and its AI plug-in into a solution of their own and export it.',
    source: 'ConnectorPackageValidator.ps1, solution zips.',
  },
  *check({ file, solutions }) {
    if (solutions.some(({ brings }) => brings.connector && brings.plugin && !brings.flows)) return;
    yield {
      file,
      message: `No solution brings a connector and an AI plug-in, without flows: ${contentsOf(solutions)}.`,
    };
  },
  examples: {
    good: [
      { tree: packageTree({ assets: { 'PluginSolution.zip': pluginSolution() } }), plugin: true },
      { tree: packageTree({}) },
    ],
    bad: [
      { tree: packageTree({}), plugin: true, at: [places.assets] },
      {
        tree: packageTree({
          assets: {
            'PluginSolution.zip': pluginSolution({
              'customizations.xml': customizations('connector', 'flows', 'plugin'),
              Workflows: { 'Test.json': '{}' },
            }),
          },
        }),
        plugin: true,
        at: [places.assets],
      },
    ],
  },
};
