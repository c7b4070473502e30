import { manifest, packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { named, shown } from '../words.js';

export const pkgUnmanaged: SolutionRule = {
  on: 'solution',
  id: 'pkg-unmanaged',
  severity: 'warning',
  description: 'Each solution was exported as unmanaged.',
  docs: {
    why: 'A managed solution is sealed: certification cannot open the connector in it to try and correct it.',
    fix: 'Export the solution again and choose “Unmanaged”.',
    source: 'Community guides to certification; they do not all agree, so it only warns.',
  },
  *check({ name, file, manifest: xml }) {
    if (xml === null || xml.fault !== null) return;
    const value = xml.elements.find(element => element.name === 'Managed')?.text;
    if (value === '0') return;
    const told = value === undefined ? 'no element `Managed`' : `${shown(value)} as \`Managed\``;
    yield {
      file: `${file}!solution.xml`,
      message: `The solution ${named(name)} has ${told}; an unmanaged one has "0".`,
    };
  },
  examples: {
    good: [{ tree: packageTree({}) }],
    bad: [
      { tree: packageTree({ solution: { 'solution.xml': manifest('1') } }), at: [`${places.connector}!solution.xml`] },
      {
        tree: packageTree({ solution: { 'solution.xml': '<ImportExportXml />' } }),
        at: [`${places.connector}!solution.xml`],
      },
    ],
  },
};
