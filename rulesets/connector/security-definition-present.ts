import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { securitySchemes } from '../functions/security.js';

/** Types of connection parameters that hold what a user signs in with. */
const credentials = new Set(['securestring', 'oauthsetting']);

interface Part {
  readonly securityDefinitions?: Readonly<Record<string, object>>;
  readonly connectionParameters: Readonly<Record<string, object>>;
}

export default defineRule({
  on: 'package',
  id: 'security-definition-present',
  severity: 'info',
  description: 'Where users sign in, the definition says how the API is told who they are.',
  file: packageFileNames.definition,
  needs: ['definition', 'properties'],
  docs: {
    why: 'Whoever reads the definition alone, and every tool that tests it, takes the API for an open one.',
    fix: 'Add the sign-in to `securityDefinitions`, and name it in `security`.',
    source: 'OpenAPI 2.0 specification, "Security Definitions Object".',
  },
  *check({ definition, properties }) {
    if (securitySchemes(definition).length > 0) return;
    const asked = properties.connectionParameters.find(({ value }) =>
      credentials.has(String(value.type).toLowerCase()),
    );
    if (asked === undefined) return;
    yield {
      at: definition.root.securityDefinitions === undefined ? [] : ['securityDefinitions'],
      message: `Users sign in with ${quoted(asked.name)}, but the definition has no security definition.`,
    };
  },
  examples: {
    of: ({ securityDefinitions, connectionParameters }: Part) =>
      packageWith({
        [packageFileNames.definition]: { swagger: '2.0', ...(securityDefinitions && { securityDefinitions }) },
        [packageFileNames.properties]: { properties: { connectionParameters } },
      }),
    good: [
      { securityDefinitions: { login: { type: 'basic' } }, connectionParameters: { key: { type: 'securestring' } } },
      { connectionParameters: { tenant: { type: 'string' } } },
    ],
    bad: [
      { part: { connectionParameters: { token: { type: 'oauthSetting' } } }, at: [''] },
      {
        part: { securityDefinitions: {}, connectionParameters: { key: { type: 'securestring' } } },
        at: ['/securityDefinitions'],
      },
    ],
  },
});
