import {
  answerOf,
  connectionParametersOf,
  definitionWith,
  infoWith,
  metadataOf,
  packageWith,
  parameterWith,
  policyOf,
  propertiesWith,
  signInOf,
} from '../../../rulesets/examples.js';
import {
  answerAt,
  inDefinition,
  inFile,
  inProperties,
  inReadme,
  parameterAt,
  properties,
  refused,
  remarked,
  repeated,
  script,
  textOf,
  withMember,
  withReadme,
  withScript,
} from './case.js';
import type { ContentCase } from './case.js';

const custom = '/properties/connectionParameters/token/oAuthSettings/customParameters';
const signInAt = (address: string) =>
  signInOf({
    identityProvider: 'oauth2',
    clientId: 'client',
    scopes: ['read'],
    redirectMode: 'GlobalPerConnector',
    customParameters: {
      authorizationUrl: { value: address },
      tokenUrl: { value: 'https://contoso.com/token' },
      refreshUrl: { value: 'https://contoso.com/token' },
    },
  });
const securityAt = (authorizationUrl: string) =>
  definitionWith({
    securityDefinitions: {
      login: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl,
        tokenUrl: 'https://contoso.com/token',
        scopes: {},
      },
    },
  });
const internalAddresses = [
  'https://localhost/authorize',
  'https://169.254.169.254/latest/',
  'https://10.0.0.1/authorize',
  'https://[::1]/authorize',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
];

export const propertiesCases: readonly ContentCase[] = [
  refused(
    'P83',
    'a list as properties',
    () => packageWith({ [properties]: { properties: [] } }),
    inProperties('props-properties-object', '/properties'),
  ),
  refused(
    'P83',
    'numbers for texts',
    () => propertiesWith({ publisher: 7, stackOwner: [], capabilities: 'actions' }),
    inProperties('capabilities-array', '/properties/capabilities'),
  ),
  refused(
    'P83',
    'a list of connection parameters',
    () => propertiesWith({ connectionParameters: [] }),
    inProperties('connection-parameters-present', '/properties/connectionParameters'),
  ),
  remarked(
    'P84',
    'an unknown member',
    () =>
      packageWith({ [properties]: { ...(JSON.parse(textOf(packageWith({}), properties)) as object), admin: true } }),
    inProperties('props-json-schema', '/admin'),
  ),
  remarked(
    'P84',
    'an unknown property',
    () => propertiesWith({ admin: true }),
    inProperties('props-known-keys', '/properties/admin'),
  ),
  ...['#fff;}</style>', '#12345a"><script>', 'url(https://evil.example.com)', 'red'].map(iconBrandColor =>
    refused(
      'P85',
      `the colour ${iconBrandColor}`,
      () => propertiesWith({ iconBrandColor }),
      inProperties('icon-brand-color-hex', '/properties/iconBrandColor'),
    ),
  ),
  ...internalAddresses.map(address =>
    refused(
      'P86',
      `a sign-in at ${JSON.stringify(address)}`,
      () => signInAt(address),
      inProperties('address-public', `${custom}/authorizationUrl/value`),
    ),
  ),
  ...internalAddresses.map(address =>
    refused(
      'P86',
      `a definition that signs in at ${JSON.stringify(address)}`,
      () => securityAt(address),
      inDefinition('address-public', '/securityDefinitions/login/authorizationUrl'),
    ),
  ),
  refused(
    'P86',
    'a sign-in without encryption',
    () => signInAt('http://contoso.com/authorize'),
    inProperties('oauth-url-https', `${custom}/authorizationUrl/value`),
  ),
  refused(
    'P86',
    'a sign-in at another host than it seems',
    () => signInAt('https://contoso.com@evil.example.com/authorize'),
    inProperties('address-no-user-information', `${custom}/authorizationUrl/value`),
  ),
  refused(
    'P86',
    'a website at another host than it seems',
    () =>
      metadataOf({
        Website: 'https://contoso.com:443@evil.example.com/',
        'Privacy policy': 'https://contoso.com/privacy',
        Categories: 'Data',
      }),
    inDefinition('address-no-user-information', '/x-ms-connector-metadata/0/propertyValue'),
  ),
  refused(
    'P86',
    'a page for help that is a script',
    () => infoWith({ contact: { name: 'Help', url: 'javascript:alert(1)', email: 'help@contoso.com' } }),
    inDefinition('contact-url-absolute', '/info/contact/url'),
  ),
  refused(
    'P87',
    'a key of AWS in the properties',
    () =>
      connectionParametersOf({
        api_key: { type: 'string', uiDefinition: { displayName: 'Key', description: awsKey } },
      }),
    inProperties('secret-scan', '/properties/connectionParameters/api_key/uiDefinition/description'),
  ),
  refused(
    'P87',
    'a token of GitHub in the definition',
    () => parameterWith({ default: githubToken }),
    inDefinition('secret-scan', `${parameterAt}/default`),
  ),
  refused(
    'P87',
    'a private key in the script',
    () => withScript(`/*\n${privateKey}\n*/\n`),
    inFile('secret-scan', script),
  ),
  refused(
    'P87',
    'a private key in a text of the definition',
    () => answerOf({ type: 'string', example: privateKey }),
    inDefinition('secret-scan', `${answerAt}/example`),
  ),
  refused(
    'P87',
    'a token behind escapes',
    () => withMember(`"x-a": "\\u0067${githubToken.slice(1)}"`),
    inDefinition('secret-scan', '/x-a'),
  ),
  refused('P87', 'a token in the readme', () => withReadme(`Use ${githubToken}.`), inReadme('secret-scan')),
  refused('P87', 'a token in a test', () => packageWith({ 'tests/values.json': { token: githubToken } }), {
    ...inFile('secret-scan', 'tests/values.json'),
    pointer: '/token',
  }),
  refused(
    'P88',
    'a policy of an unknown template',
    () => policyOf({ templateId: 'runcommand', parameters: {} }),
    inProperties('policy-template-known', '/properties/policyTemplateInstances/0/templateId'),
  ),
  refused(
    'P88',
    '10,000 policies',
    () =>
      packageWith({
        [properties]: `{"properties":{"policyTemplateInstances":[${repeated(10_000, n => `{"templateId":"unknown${n}"}`).join(',')}]}}`,
      }),
    inProperties('policy-template-known'),
  ),
];

/** Made of parts, so that nobody who scans these lines takes them for real ones. */
const githubToken = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
const awsKey = `aws_secret_access_key = ${['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzzKq8TWvAq'].join('/')}`;
const privateKey = ['BEGIN', 'END']
  .map(word => `-----${word} RSA ${'PRIVATE'} KEY-----`)
  .join(`\n${repeated(12, () => 'MIIEpAIBAAKCAQEA7bq9Zk3mYtQ0x5cVt1o8sJw2nRfLhGdUeXiPvByKaCzMlNqO').join('\n')}\n`);
