import { packageFileNames } from '../src/core/package.js';
import { isObject } from '../src/core/json-value.js';
import type { JsonObject } from '../src/core/json-value.js';
import { picture } from './example-picture.js';
import type { PackageFiles } from './opened-package.js';

/** A package of an example: its files by path. */
export type ExamplePackage = ReadonlyMap<string, Uint8Array>;

/** Contents by path, laid over a faultless package: a JSON value, a text, bytes, or null for a file that is not there. */
export type Overlay = Readonly<Record<string, JsonObject | readonly unknown[] | string | Uint8Array | null>>;

/** The operation that the examples change: `GET /items/{id}` of a connector for a shop's stock. */
const operation = {
  operationId: 'GetItem',
  summary: 'Get an item',
  description: 'Gets one item of the stock.',
  'x-ms-visibility': 'important',
  parameters: [
    {
      name: 'id',
      in: 'path',
      type: 'string',
      required: true,
      'x-ms-url-encoding': 'single',
      'x-ms-summary': 'Item',
      description: 'The item to get.',
    },
  ],
  responses: {
    '200': {
      description: 'The item.',
      schema: {
        type: 'object',
        properties: { name: { type: 'string', 'x-ms-summary': 'Name', description: 'What the item is called.' } },
      },
    },
    '404': { description: 'There is no such item.' },
  },
};

const definition = {
  swagger: '2.0',
  info: {
    title: 'Contoso Stock',
    description: 'Looks up and changes what a Contoso warehouse has in stock.',
    version: '1.0.0',
    contact: { name: 'Contoso Support', url: 'https://contoso.com/support', email: 'support@contoso.com' },
  },
  host: 'stock.contoso.com',
  basePath: '/v1',
  schemes: ['https'],
  securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
  'x-ms-connector-metadata': [
    { propertyName: 'Website', propertyValue: 'https://contoso.com' },
    { propertyName: 'Privacy policy', propertyValue: 'https://contoso.com/privacy' },
    { propertyName: 'Categories', propertyValue: 'Commerce;Data' },
  ],
  'x-ms-capabilities': { testConnection: { operationId: 'GetItem', parameters: { id: '7' } } },
  paths: { '/items/{id}': { get: operation } },
};

const properties = {
  publisher: 'Contoso',
  stackOwner: 'Contoso Shops',
  iconBrandColor: '#12345a',
  capabilities: ['actions'],
  connectionParameters: {
    api_key: {
      type: 'securestring',
      uiDefinition: {
        displayName: 'API key',
        description: 'The key of your account.',
        tooltip: 'Provide your key',
        constraints: { required: 'true' },
      },
    },
  },
  policyTemplateInstances: [],
};

const readme = `# Contoso Stock
Contoso Stock looks up what a warehouse holds and changes it. It is meant for shops that order from Contoso. Every item has an id.

## Publisher: Contoso

## Prerequisites
You need an account with Contoso and a warehouse in it.

## Supported Operations
### Get an item
Gets one item of the stock by its id.

## Obtaining Credentials
Open your account's page, choose Keys and make a key.

## Known Issues and Limitations
There are none that we know of.

## Deployment Instructions
Make the connector from these files with the command-line tool, then make a connection with your key.
`;

const intro = `Contoso Stock looks up what a warehouse holds and changes it. It is meant for shops that order from Contoso.

## Prerequisites
You need an account with Contoso and a warehouse in it.

## How to get credentials
Open your account's page, choose Keys and make a key.

## Get started with your connector
Make a connection with your key and look an item up by its id.

## Known issues and limitations
There are none that we know of.

## Common errors and remedies
If an item is not found, look at its id in the shop again.

## FAQ
Ask us anything at support@contoso.com.
`;

/** The icon of the faultless package. */
export const exampleIcon = picture(200, 200);

/** Lays files over the faultless package. */
export function packageWith(overlay: Overlay): ExamplePackage {
  const files = new Map<string, Uint8Array>([
    [packageFileNames.definition, bytesOf(definition)],
    [packageFileNames.properties, bytesOf({ properties })],
    [packageFileNames.readme, bytesOf(readme)],
    [packageFileNames.icon, exampleIcon],
    [packageFileNames.intro, bytesOf(intro)],
  ]);
  for (const [path, content] of Object.entries(overlay)) {
    if (content === null) files.delete(path);
    else files.set(path, content instanceof Uint8Array ? content : bytesOf(content));
  }
  return files;
}

/** Changes members of the definition's root; undefined takes a member away. */
export function definitionWith(part: JsonObject): ExamplePackage {
  return packageWith({ [packageFileNames.definition]: merged(definition, part) });
}

/** Takes a whole value as the definition. */
export function wholeDefinition(part: JsonObject | readonly unknown[]): ExamplePackage {
  return packageWith({ [packageFileNames.definition]: part });
}

/** Changes members of `info`. */
export function infoWith(part: JsonObject): ExamplePackage {
  return definitionWith({ info: merged(definition.info, part) });
}

/** Takes these as the connector's metadata. */
export function metadataOf(part: Readonly<Record<string, string>>): ExamplePackage {
  const entries = Object.entries(part).map(([propertyName, propertyValue]) => ({ propertyName, propertyValue }));
  return definitionWith({ 'x-ms-connector-metadata': entries });
}

/** Changes members of the operation `GET /items/{id}`. */
export function operationWith(part: JsonObject): ExamplePackage {
  return definitionWith({ paths: { '/items/{id}': { get: merged(operation, part) } } });
}

/** Takes these as the paths; each is a list of `method operationId`, whose operations are otherwise complete. */
export function pathsOf(part: Readonly<Record<string, readonly string[]>>): ExamplePackage {
  const paths = Object.entries(part).map(([template, list]) => [template, pathItem(template, list)] as const);
  return definitionWith({ paths: Object.fromEntries(paths) });
}

/** Puts one more parameter beside the path's `id`, as `/paths/~1items~1{id}/get/parameters/1`. */
export function parameterWith(part: JsonObject): ExamplePackage {
  const parameter = { name: 'color', in: 'query', type: 'string', 'x-ms-summary': 'Color', description: 'Its color.' };
  return operationWith({ parameters: [...operation.parameters, merged(parameter, part)] });
}

/** Takes this as the schema of the answer, at `/paths/~1items~1{id}/get/responses/200/schema`. */
export function answerOf(part: JsonObject): ExamplePackage {
  return operationWith({ responses: { '200': { description: 'The item.', schema: part } } });
}

/** Changes members of the properties' `properties`; undefined takes a member away. */
export function propertiesWith(part: JsonObject): ExamplePackage {
  return packageWith({ [packageFileNames.properties]: { properties: merged(properties, part) } });
}

/** Takes these as the connection parameters. */
export function connectionParametersOf(part: JsonObject): ExamplePackage {
  return propertiesWith({ connectionParameters: part });
}

/** Has users sign in with OAuth by these settings. */
export function signInOf(part: JsonObject): ExamplePackage {
  return connectionParametersOf({ token: { type: 'oauthSetting', oAuthSettings: part } });
}

/** Adds one policy of this template, with these parameters. */
export function policyOf(part: { readonly templateId: string; readonly parameters: JsonObject }): ExamplePackage {
  return propertiesWith({ policyTemplateInstances: [{ title: 'Policy', ...part }] });
}

/** Adds this script, and has it run for every operation. */
export function scriptOf(part: string): ExamplePackage {
  return packageWith({
    [packageFileNames.script]: part,
    [packageFileNames.properties]: { properties: { ...properties, scriptOperations: [] } },
  });
}

/** Takes this text as the readme. */
export function readmeOf(part: string): ExamplePackage {
  return packageWith({ [packageFileNames.readme]: part });
}

/** The files as a rule reads them. */
export function filesOf(content: ExamplePackage): PackageFiles {
  return {
    files: [...content]
      .map(([path, bytes]) => ({ path, size: bytes.length }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    read: path => content.get(path),
  };
}

function pathItem(template: string, list: readonly string[]): JsonObject {
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map(match => match[1] ?? '');
  const parameters = [...new Set(names)].map(name => ({ ...operation.parameters[0], name }));
  return Object.fromEntries(
    list.map(one => {
      const [method = '', operationId] = one.split(' ');
      return [method, { ...operation, operationId, parameters }] as const;
    }),
  );
}

/** The object with members replaced; those that are undefined are taken away. */
function merged(base: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined));
}

function bytesOf(content: JsonObject | readonly unknown[] | string): Uint8Array {
  const text = isObject(content) || Array.isArray(content) ? `${JSON.stringify(content, null, 2)}\n` : String(content);
  return new TextEncoder().encode(text);
}
