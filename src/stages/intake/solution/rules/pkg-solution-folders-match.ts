import { packageTree, places, pluginSolution } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { listed, named } from '../words.js';

/** The folders that go with what customizations.xml names. */
const needed = {
  connector: { words: 'a connector', folders: ['Connector'] },
  flows: { words: 'flows', folders: ['Connector', 'Workflows'] },
  plugin: { words: 'an AI plug-in', folders: ['Connector', 'aiplugins', 'aipluginoperations'] },
} as const;

export const pkgSolutionFoldersMatch: SolutionRule = {
  on: 'solution',
  id: 'pkg-solution-folders-match',
  severity: 'error',
  description: 'Each solution has the folders of what its customizations.xml says that it brings.',
  docs: {
    why: 'Installing the solution fails where a file that it names is not there.',
    fix: 'Export the solution again and put its zip into the package as it is; files are never to be taken out of it by hand.',
    source: 'ConnectorPackageValidator.ps1, solution zips; certification policy errors 5000.1.1.14 to 5000.1.1.17.',
  },
  *check({ name, file, folders, brings }) {
    if (brings === null) return;
    // As where solutions are installed, letter case does not count.
    const present = new Set(folders.map(folder => folder.toLowerCase()));
    const told = new Set<string>();
    for (const what of ['connector', 'flows', 'plugin'] as const) {
      const { words, folders: expected } = needed[what];
      const missing = brings[what] ? expected.filter(one => !present.has(one.toLowerCase()) && !told.has(one)) : [];
      for (const one of missing) told.add(one);
      if (missing.length === 0) continue;
      const lacks = missing.length === 1 ? 'lacks the folder' : 'lacks the folders';
      const message = `By customizations.xml the solution ${named(name)} brings ${words}; it ${lacks} ${listed(missing)}.`;
      yield { file, message };
    }
  },
  examples: {
    good: [
      { tree: packageTree({}) },
      { tree: packageTree({ assets: { 'PluginSolution.zip': pluginSolution() } }), plugin: true },
    ],
    bad: [
      { tree: packageTree({ solution: { Connector: null } }), at: [places.connector] },
      {
        tree: packageTree({
          assets: { 'PluginSolution.zip': pluginSolution({ aiplugins: null, aipluginoperations: null }) },
        }),
        plugin: true,
        at: [`${places.assets}/PluginSolution.zip`],
      },
    ],
  },
};
