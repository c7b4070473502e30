import { packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed } from '../words.js';

export const pkgAssetsNoFolder: SolutionRule = {
  on: 'assets',
  id: 'pkg-assets-no-folder',
  severity: 'error',
  description: 'In the folder of the solutions there is no other folder.',
  docs: {
    why: 'Solutions in a folder further down are not found; a solution that was unpacked is not installed.',
    fix: 'Put the exported solution zips directly into the folder, packed as they were exported.',
    source: 'ConnectorPackageValidator.ps1, third level.',
  },
  *check({ file, folders }) {
    if (folders.length === 0) return;
    const [it, stands] = folders.length === 1 ? ['the folder', 'stands'] : ['the folders', 'stand'];
    yield { file, message: `Beside the solution zips ${stands} ${it} ${listed(folders)}.` };
  },
  examples: {
    good: [
      { tree: packageTree({}) },
      { tree: packageTree({ assets: { 'ImportConfig.xml': '<configdatastorage />' } }) },
    ],
    bad: [{ tree: packageTree({ assets: { ConnectorSolution: { 'solution.xml': '' } } }), at: [places.assets] }],
  },
};
