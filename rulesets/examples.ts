import { packageFileNames } from '../src/core/package.js';
import { crc32 } from './functions/crc32.js';
import { isObject } from '../src/core/json-value.js';
import type { JsonObject } from '../src/core/json-value.js';
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
  parameters: [
    { name: 'id', in: 'path', type: 'string', required: true, 'x-ms-summary': 'Item', description: 'The item to get.' },
  ],
  responses: {
    '200': { description: 'The item.', schema: { type: 'object', properties: { name: { type: 'string' } } } },
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
  paths: { '/items/{id}': { get: operation } },
};

const properties = {
  publisher: 'Contoso',
  stackOwner: 'Contoso',
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
`;

/** A picture of 200 by 200 pixels without pixels: enough for what is judged, its header and the frame of its parts. */
export const exampleIcon = picture(200, 200);

/** Lays files over the faultless package. */
export function packageWith(overlay: Overlay): ExamplePackage {
  const files = new Map<string, Uint8Array>([
    [packageFileNames.definition, bytesOf(definition)],
    [packageFileNames.properties, bytesOf({ properties })],
    [packageFileNames.readme, bytesOf(readme)],
    [packageFileNames.icon, exampleIcon],
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

/** A PNG of this size: signature, header, an empty pixel part, end. Its check sums are right. */
export function picture(width: number, height: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2], 8);
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', new Uint8Array(0)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = joined([new Uint8Array(4), new TextEncoder().encode(type), content, new Uint8Array(4)]);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(4, bytes.length - 4)));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
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
