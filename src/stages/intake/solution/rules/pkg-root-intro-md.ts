import { packageTree, places } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed } from '../words.js';

export const pkgRootIntroMd: SolutionRule = {
  on: 'outer',
  id: 'pkg-root-intro-md',
  severity: 'error',
  description: 'At the top of the package there is exactly one Markdown file, the intro.',
  docs: {
    why: 'It becomes the connector’s public documentation page; without it the portal refuses the package, and of two nobody knows which one to show.',
    fix: 'Put `intro.md` beside the inner zip, and no other `.md` file.',
    source: 'ConnectorPackageValidator.ps1, first level; certification policy error 5000.1.1.5.',
  },
  *check({ file, files }) {
    const intros = files.filter(name => /\.md$/i.test(name));
    if (intros.length === 1) return;
    const message =
      intros.length === 0
        ? 'At the top of the package there is no Markdown file.'
        : `At the top of the package there are ${intros.length} Markdown files: ${listed(intros)}.`;
    yield { file, message };
  },
  examples: {
    good: [{ tree: packageTree({}) }, { tree: packageTree({ outer: { 'intro.md': null, 'About.MD': '# Contoso' } }) }],
    bad: [
      { tree: packageTree({ outer: { 'intro.md': null } }), at: [places.outer] },
      { tree: packageTree({ outer: { 'README.md': '# Contoso' } }), at: [places.outer] },
    ],
  },
};
