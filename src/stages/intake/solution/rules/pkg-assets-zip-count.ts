import { packageTree, places, pluginSolution } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed } from '../words.js';

export const pkgAssetsZipCount: SolutionRule = {
  on: 'assets',
  id: 'pkg-assets-zip-count',
  severity: 'error',
  description: 'There are two solution zips, connector and flow, and a third one for an AI plug-in.',
  docs: {
    why: 'The connector is installed from the first and tried with the flow of the second; what is missing cannot be certified, and what is too much would be installed with it.',
    fix: 'Export one solution with the connector alone and one with the connector and a flow that uses it, and put both zips into the folder.',
    source: 'ConnectorPackageValidator.ps1, third level; certification policy error 5000.1.1.13.',
  },
  *check({ file, files }, { plugin }) {
    const zips = files.filter(name => /\.zip$/i.test(name));
    const expected = plugin ? 3 : 2;
    if (zips.length === expected) return;
    const found = zips.length === 0 ? 'no solution zip' : `${zips.length} solution zips (${listed(zips)})`;
    const which = plugin ? 'connector, flow and AI plug-in' : 'connector and flow';
    const message = `The folder holds ${found}; it should be ${expected}: ${which}.`;
    if (plugin || zips.length !== 3) yield { file, message };
    else yield { file, message, fix: 'Take the third zip out; or, if it is an AI plug-in, check with `--plugin`.' };
  },
  examples: {
    good: [
      { tree: packageTree({}) },
      { tree: packageTree({ assets: { 'PluginSolution.zip': pluginSolution() } }), plugin: true },
    ],
    bad: [
      { tree: packageTree({ assets: { 'FlowSolution.zip': null } }), at: [places.assets] },
      {
        tree: packageTree({ assets: { 'ConnectorSolution.zip': null, 'FlowSolution.zip': null, 'a.txt': '' } }),
        at: [places.assets],
      },
      { tree: packageTree({ assets: { 'PluginSolution.zip': pluginSolution() } }), at: [places.assets] },
      { tree: packageTree({}), plugin: true, at: [places.assets] },
    ],
  },
};
