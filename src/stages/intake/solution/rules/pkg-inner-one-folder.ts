import { packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed } from '../words.js';

export const pkgInnerOneFolder: SolutionRule = {
  on: 'inner',
  id: 'pkg-inner-one-folder',
  severity: 'error',
  description: 'At the top of the inner zip there is exactly one folder, which holds the solutions.',
  docs: {
    why: 'The solutions are looked for in it; without it, or with another one beside it, they are not found.',
    fix: 'Put the solution zips into one folder called `PkgAssets` and zip that folder.',
    source: 'ConnectorPackageValidator.ps1, second level; certification policy error 5000.1.1.12.',
  },
  *check({ file, folders }) {
    if (folders.length === 1) return;
    const message =
      folders.length === 0
        ? 'At the top of the inner zip there is no folder.'
        : `At the top of the inner zip there are ${folders.length} folders: ${listed(folders)}.`;
    yield { file, message };
  },
  examples: {
    // What a deployment project builds has files of its own beside the folder.
    good: [{ tree: packageTree({}) }, { tree: packageTree({ inner: { 'Contoso.dll': 'MZ' } }) }],
    bad: [
      { tree: packageTree({ inner: { PkgAssets: null, 'ConnectorSolution.zip': 'PK' } }), at: [places.inner] },
      { tree: packageTree({ inner: { __MACOSX: {} } }), at: [places.inner] },
    ],
  },
};
