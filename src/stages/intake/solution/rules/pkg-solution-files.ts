import { packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed, named } from '../words.js';

const expected = ['[Content_Types].xml', 'customizations.xml', 'solution.xml'] as const;

export const pkgSolutionFiles: SolutionRule = {
  on: 'solution',
  id: 'pkg-solution-files',
  severity: 'error',
  description: 'Each solution has the three XML files that every export has, and they can be read.',
  docs: {
    why: 'They say what the solution is and what it brings; without one of them it cannot be installed.',
    fix: 'Export the solution again and put its zip into the package as it is.',
    source: 'ConnectorPackageValidator.ps1, solution zips; certification policy error 5000.1.1.10.',
  },
  *check({ name, file, files, customizations, manifest }) {
    // File names that differ in letter case are found where solutions are installed.
    const present = new Set(files.map(one => one.toLowerCase()));
    const missing = expected.filter(one => !present.has(one.toLowerCase()));
    if (missing.length > 0) yield { file, message: `The solution ${named(name)} lacks ${listed(missing)}.` };
    for (const [path, xml] of [
      ['customizations.xml', customizations],
      ['solution.xml', manifest],
    ] as const) {
      if (xml?.fault)
        yield { file: `${file}!${path}`, message: `The file ${named(path)} of ${named(name)} ${xml.fault}.` };
    }
  },
  examples: {
    good: [{ tree: packageTree({}) }],
    bad: [
      { tree: packageTree({ solution: { '[Content_Types].xml': null } }), at: [places.connector] },
      { tree: packageTree({ solution: { 'customizations.xml': null, 'solution.xml': null } }), at: [places.connector] },
      {
        tree: packageTree({ solution: { 'customizations.xml': '<ImportExportXml>' } }),
        at: [`${places.connector}!customizations.xml`],
      },
      {
        tree: packageTree({ solution: { 'solution.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' } }),
        at: [`${places.connector}!solution.xml`],
      },
    ],
  },
};
