import { packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed } from '../words.js';

export const pkgRootInnerZip: SolutionRule = {
  on: 'outer',
  id: 'pkg-root-inner-zip',
  severity: 'error',
  description: 'At the top of the package there is exactly one zip, the one that holds the solutions.',
  docs: {
    why: 'The connector is installed from it; without it, or with a choice of several, there is nothing to certify.',
    fix: 'Zip the folder `PkgAssets` with the solution zips in it, and put that one zip beside the intro.',
    source: 'ConnectorPackageValidator.ps1, first level.',
  },
  *check({ file, files }) {
    const zips = files.filter(name => /\.zip$/i.test(name));
    if (zips.length === 1) return;
    const message =
      zips.length === 0
        ? 'At the top of the package there is no zip.'
        : `At the top of the package there are ${zips.length} zips: ${listed(zips)}.`;
    yield { file, message };
  },
  examples: {
    good: [{ tree: packageTree({}) }],
    bad: [
      { tree: packageTree({ outer: { 'Contoso.zip': null } }), at: [places.outer] },
      { tree: packageTree({ outer: { 'Copy.zip': 'PK' } }), at: [places.outer] },
    ],
  },
};
