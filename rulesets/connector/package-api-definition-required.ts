import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';

export default defineRule({
  on: 'package',
  id: 'package-api-definition-required',
  severity: 'error',
  description: 'The package holds apiDefinition.swagger.json.',
  file: packageFileNames.definition,
  docs: {
    why: 'The definition is the connector: without it there is no operation to offer to anyone.',
    fix: 'Put the OpenAPI 2.0 definition into the package as `apiDefinition.swagger.json`, spelt exactly so.',
    source: 'PowerPlatformConnectors repository, README, "Files to include"; certification policy 5000.1.1.3.',
  },
  *check({ definitionJson, files }) {
    if (definitionJson) return;
    const lookAlike = files.find(({ path }) => /^[^/]*\.(swagger|openapi)\.json$|^apidef[^/]*\.json$/i.test(path));
    yield {
      message: `The package has no ${packageFileNames.definition}.`,
      ...(lookAlike && { fix: `Rename \`${lookAlike.path}\` to \`${packageFileNames.definition}\`.` }),
    };
  },
  examples: {
    of: packageWith,
    good: [{}],
    bad: [
      { part: { [packageFileNames.definition]: null }, at: [{ file: packageFileNames.definition }] },
      {
        part: { [packageFileNames.definition]: null, 'apidefinition.swagger.json': '{}' },
        at: [{ file: packageFileNames.definition }],
      },
    ],
  },
});
