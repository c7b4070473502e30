import { customizations, packageTree, places } from '../example.js';
import { solutionLimits } from '../limits.js';
import { within } from '../open-archive.js';
import type { SolutionRule } from '../solution-rule.js';
import { named } from '../words.js';

const file = 'contoso_policytemplateinstances.json';

export const pkgPolicyJsonNotEmpty: SolutionRule = {
  on: 'solution',
  id: 'pkg-policy-json-not-empty',
  severity: 'warning',
  description: 'The file of policies that customizations.xml names holds policies.',
  docs: {
    why: 'An empty one, left behind when the last policy was deleted, has made certification refuse whole packages as invalid.',
    fix: 'Take the element `policytemplateinstances` out of the connector by exporting it again without policies; or put the policies back.',
    source: 'Certification policy error 5000.1.1.16.',
  },
  *check({ file: zip, name, customizations: xml, connectorFiles }) {
    const files = new Map(connectorFiles.map(one => [one.path.toLowerCase(), one]));
    const references = (xml?.elements ?? []).filter(element => element.name === 'policytemplateinstances');
    const paths = new Set(references.map(({ text }) => text.replace(/^\//, '')).filter(path => path !== ''));
    for (const path of [...paths].slice(0, solutionLimits.connectorFiles)) {
      const found = files.get(path.toLowerCase());
      const subject = `The file ${named(path)}, which customizations.xml of ${named(name)} names,`;
      if (found === undefined) {
        yield { file: within(zip, 'customizations.xml'), message: `${subject} is not in the solution.` };
        continue;
      }
      const { value } = found.json();
      if (Array.isArray(value) && value.length > 0) continue;
      const what = Array.isArray(value) ? 'holds no policy' : 'cannot be read as a list of policies';
      yield { file: found.file, message: `${subject} ${what}.` };
    }
  },
  examples: {
    good: [
      { tree: packageTree({}) },
      // Nothing refers to it.
      {
        tree: packageTree({
          solution: {
            'customizations.xml': customizations().replace('<Connectors />', '<Connector><name /></Connector>'),
          },
          connector: { [file]: '[]' },
        }),
      },
    ],
    bad: [
      { tree: packageTree({ connector: { [file]: '[]' } }), at: [`${places.connector}!Connector/${file}`] },
      { tree: packageTree({ connector: { [file]: '{' } }), at: [`${places.connector}!Connector/${file}`] },
      { tree: packageTree({ connector: { [file]: null } }), at: [`${places.connector}!customizations.xml`] },
    ],
  },
};
