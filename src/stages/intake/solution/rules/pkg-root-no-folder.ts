import { packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed } from '../words.js';

export const pkgRootNoFolder: SolutionRule = {
  on: 'outer',
  id: 'pkg-root-no-folder',
  severity: 'error',
  description: 'At the top of the package there is no folder.',
  docs: {
    why: 'The portal looks for the intro and the inner zip at the top; in a folder it does not find them, and says so only days after the upload.',
    fix: 'Select the two files themselves when you zip, not the folder that they are in.',
    source: 'ConnectorPackageValidator.ps1, first level; certification policy error 5000.1.1.11.',
  },
  *check({ file, folders }) {
    if (folders.length === 0) return;
    const [it, stands] = folders.length === 1 ? ['the folder', 'stands'] : ['the folders', 'stand'];
    yield { file, message: `At the top of the package ${stands} ${it} ${listed(folders)}.` };
  },
  examples: {
    good: [{ tree: packageTree({}) }],
    bad: [
      { tree: { contoso: packageTree({}) }, at: [places.outer] },
      { tree: packageTree({ outer: { __MACOSX: {} } }), at: [places.outer] },
    ],
  },
};
