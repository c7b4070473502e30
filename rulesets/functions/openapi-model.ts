import { judgedElsewhere, objectsOf } from './json-model.js';
import type { ObjectEntry, ObjectModel } from './json-model.js';

/** The kinds of objects that OpenAPI 2.0 knows. */
type SpecificationKind =
  | 'definition'
  | 'info'
  | 'contact'
  | 'license'
  | 'externalDocs'
  | 'tag'
  | 'paths'
  | 'pathItem'
  | 'operation'
  | 'responses'
  | 'response'
  | 'header'
  | 'items'
  | 'schema'
  | 'xml'
  | 'parameter'
  | 'pathParameter'
  | 'queryParameter'
  | 'bodyParameter'
  | 'securityScheme'
  | 'basicScheme'
  | 'apiKeyScheme'
  | 'oauth2Scheme';

/** The kinds of objects that are values of extensions. */
type ExtensionKind =
  | 'connectorMetadata'
  | 'connectorAnnotation'
  | 'operationAnnotation'
  | 'connectorCapabilities'
  | 'operationCapabilities'
  | 'testConnection'
  | 'filePicker'
  | 'filePickerCall'
  | 'dynamicValues'
  | 'dynamicList'
  | 'dynamicSchema'
  | 'dynamicProperties'
  | 'dynamicTree'
  | 'dynamicTreeSettings'
  | 'dynamicTreeCall'
  | 'dynamicParameter'
  | 'notificationContent'
  | 'notification'
  | 'pageable'
  | 'operationContext'
  | 'simulate'
  | 'triggerMetadata'
  | 'triggerValue'
  | 'editorOptions';

export type OpenApiKind = SpecificationKind | ExtensionKind;
export type OpenApiEntry = ObjectEntry<OpenApiKind>;

type Members = ObjectModel<OpenApiKind>['members'];

const anyParameter = {
  by: 'in',
  kinds: { path: 'pathParameter', query: 'queryParameter', body: 'bodyParameter' },
  otherwise: 'parameter',
} as const;

/** What schemas, parameters, headers and items have in common: how a value is restricted. Types and formats have rules of their own. */
const restrictions = {
  type: 'any',
  format: 'any',
  default: 'any',
  enum: 'list',
  maximum: 'number',
  exclusiveMaximum: 'boolean',
  minimum: 'number',
  exclusiveMinimum: 'boolean',
  multipleOf: 'number',
  maxLength: 'integer',
  minLength: 'integer',
  maxItems: 'integer',
  minItems: 'integer',
  uniqueItems: 'boolean',
  pattern: 'any',
} satisfies Members;

const itemsMembers = {
  ...restrictions,
  items: judgedElsewhere({ object: 'items' }),
  collectionFormat: 'any',
} satisfies Members;

/** Extensions of everything that users fill in or get back. */
const valueExtensions = {
  'x-ms-summary': 'text',
  'x-ms-visibility': 'any',
  'x-ms-dynamic-values': judgedElsewhere({ object: 'dynamicValues' }),
  'x-ms-dynamic-list': judgedElsewhere({ object: 'dynamicList' }),
  'x-ms-dynamic-tree': { object: 'dynamicTree' },
  'x-ms-enum-values': 'any',
  'x-ms-enum': 'any',
  'x-ms-editor': 'any',
  'x-ms-editor-options': { object: 'editorOptions' },
  'x-ms-media-kind': { oneOf: ['image', 'audio'] },
  'x-ms-notification-url': 'boolean',
  'x-ms-test-value': 'any',
  'x-ms-localizeDefaultValue': 'any',
} satisfies Members;

const dynamicSchemas = {
  'x-ms-dynamic-schema': judgedElsewhere({ object: 'dynamicSchema' }),
  'x-ms-dynamic-properties': judgedElsewhere({ object: 'dynamicProperties' }),
} satisfies Members;

const parameterMembers = {
  $ref: 'any',
  name: 'text',
  in: 'any',
  description: 'any',
  required: 'boolean',
  schema: { object: 'schema' },
  allowEmptyValue: 'boolean',
  ...itemsMembers,
  ...valueExtensions,
  'x-ms-summary': 'any',
  'x-ms-trigger-value': { object: 'triggerValue' },
  'x-ms-parameter-location': 'any',
  'x-ms-skip-url-encoding': 'any',
} satisfies Members;

const schemeMembers = { type: 'any', description: 'text' } satisfies Members;
const apiKeyMembers = { name: 'any', in: 'any' } satisfies Members;
const oauth2Members = {
  flow: 'any',
  authorizationUrl: 'any',
  tokenUrl: 'any',
  scopes: { mapOf: 'text' },
} satisfies Members;

const callMembers = { operationId: 'any', parameters: { mapOf: { object: 'dynamicParameter' } } } satisfies Members;

const requirements = { listOf: { mapOf: 'any' } } as const;

/** The objects of OpenAPI 2.0 (https://spec.openapis.org/oas/v2.0) with the extensions that may stand in each of them. */
const specification: Readonly<Record<SpecificationKind, ObjectModel<OpenApiKind>>> = {
  definition: {
    name: 'the definition',
    members: {
      swagger: 'any',
      info: judgedElsewhere({ object: 'info' }),
      host: 'any',
      basePath: 'any',
      schemes: 'any',
      consumes: 'list',
      produces: 'list',
      paths: judgedElsewhere({ object: 'paths' }),
      definitions: { mapOf: { object: 'schema' } },
      parameters: { mapOf: anyParameter },
      responses: { mapOf: { object: 'response' } },
      securityDefinitions: {
        mapOf: judgedElsewhere({
          by: 'type',
          kinds: { basic: 'basicScheme', apiKey: 'apiKeyScheme', oauth2: 'oauth2Scheme' },
          otherwise: 'securityScheme',
        }),
      },
      security: requirements,
      tags: { listOf: { object: 'tag' } },
      externalDocs: { object: 'externalDocs' },
      'x-ms-connector-metadata': judgedElsewhere({ listOf: judgedElsewhere({ object: 'connectorMetadata' }) }),
      'x-ms-capabilities': { object: 'connectorCapabilities' },
      'x-ms-openai-manifest': 'any',
      'x-ms-docs': 'any',
    },
  },
  info: {
    name: 'the object `info`',
    members: {
      title: 'any',
      description: 'any',
      termsOfService: 'text',
      contact: judgedElsewhere({ object: 'contact' }),
      license: { object: 'license' },
      version: 'any',
      'x-ms-api-annotation': { object: 'connectorAnnotation' },
      'x-ms-deployment-version': 'text',
      'x-ms-docs': 'any',
      'x-ms-keywords': { listOf: 'text' },
      'x-ms-openai-published-to-copilots': 'list',
    },
  },
  contact: { name: 'the contact', members: { name: 'any', url: 'any', email: 'any' } },
  license: { name: 'the license', members: { name: 'text', url: 'text' }, required: ['name'] },
  externalDocs: {
    name: 'the external documentation',
    members: { description: 'text', url: 'text' },
    required: ['url'],
  },
  tag: {
    name: 'a tag',
    members: { name: 'text', description: 'text', externalDocs: { object: 'externalDocs' } },
    required: ['name'],
  },
  paths: { name: 'the paths', members: {}, others: judgedElsewhere({ object: 'pathItem' }) },
  pathItem: {
    name: 'a path',
    members: {
      get: { object: 'operation' },
      put: { object: 'operation' },
      post: { object: 'operation' },
      delete: { object: 'operation' },
      options: { object: 'operation' },
      head: { object: 'operation' },
      patch: { object: 'operation' },
      parameters: { listOf: anyParameter },
      'x-ms-notification-content': judgedElsewhere({ object: 'notificationContent' }),
    },
    others: 'any',
  },
  operation: {
    name: 'an operation',
    members: {
      tags: { listOf: 'text' },
      summary: 'any',
      description: 'any',
      externalDocs: { object: 'externalDocs' },
      operationId: 'any',
      consumes: 'list',
      produces: 'list',
      parameters: { listOf: anyParameter },
      responses: judgedElsewhere({ object: 'responses' }),
      schemes: 'any',
      deprecated: 'boolean',
      security: requirements,
      'x-ms-visibility': 'any',
      'x-ms-trigger': 'any',
      'x-ms-trigger-hint': 'any',
      'x-ms-trigger-metadata': { object: 'triggerMetadata' },
      'x-ms-notification': { object: 'notification' },
      'x-ms-capabilities': { object: 'operationCapabilities' },
      'x-ms-api-annotation': { object: 'operationAnnotation' },
      'x-ms-pageable': judgedElsewhere({ object: 'pageable' }),
      'x-ms-operation-context': { object: 'operationContext' },
      'x-ms-no-generic-test': 'boolean',
      'x-ms-safe-operation': 'boolean',
      'x-ms-openai-data': 'any',
      'x-ms-agentic-protocol': 'any',
      'x-ms-docs': 'any',
    },
  },
  responses: { name: 'the responses', members: {}, others: { object: 'response' } },
  response: {
    name: 'a response',
    members: {
      $ref: 'any',
      description: 'any',
      schema: { object: 'schema' },
      headers: { mapOf: { object: 'header' } },
      examples: { mapOf: 'any' },
      'x-ms-summary': 'text',
    },
  },
  header: {
    name: 'a header',
    members: { ...itemsMembers, ...valueExtensions, description: 'text' },
  },
  items: { name: 'the items of a list', members: { ...itemsMembers, ...valueExtensions } },
  schema: {
    name: 'a schema',
    members: {
      $ref: 'any',
      title: 'text',
      description: 'text',
      ...restrictions,
      maxProperties: 'integer',
      minProperties: 'integer',
      required: 'list',
      properties: { mapOf: { object: 'schema' } },
      additionalProperties: { either: ['boolean', { object: 'schema' }] },
      items: judgedElsewhere({ object: 'schema' }),
      allOf: { listOf: { object: 'schema' } },
      discriminator: 'any',
      readOnly: 'boolean',
      xml: { object: 'xml' },
      externalDocs: { object: 'externalDocs' },
      example: 'any',
      ...valueExtensions,
      ...dynamicSchemas,
      'x-ms-capabilities': 'any',
    },
  },
  xml: {
    name: 'the object `xml`',
    members: { name: 'text', namespace: 'text', prefix: 'text', attribute: 'boolean', wrapped: 'boolean' },
  },
  parameter: { name: 'a header or form parameter', members: parameterMembers },
  pathParameter: {
    name: 'a parameter of the path',
    members: { ...parameterMembers, required: 'any', 'x-ms-url-encoding': 'any' },
  },
  queryParameter: {
    name: 'a parameter of the query',
    members: parameterMembers,
    elsewhere: ['x-ms-url-encoding'],
  },
  bodyParameter: {
    name: 'a body',
    members: { ...parameterMembers, schema: judgedElsewhere({ object: 'schema' }), ...dynamicSchemas },
  },
  securityScheme: {
    name: 'a security definition',
    members: { ...schemeMembers, ...apiKeyMembers, ...oauth2Members },
    others: 'any',
  },
  basicScheme: { name: 'a security definition of type basic', members: schemeMembers },
  apiKeyScheme: { name: 'a security definition of type apiKey', members: { ...schemeMembers, ...apiKeyMembers } },
  oauth2Scheme: { name: 'a security definition of type oauth2', members: { ...schemeMembers, ...oauth2Members } },
};

/** The extensions' own objects. */
const extensions: Readonly<Record<ExtensionKind, ObjectModel<OpenApiKind>>> = {
  connectorMetadata: {
    name: 'an entry of `x-ms-connector-metadata`',
    members: { propertyName: 'any', propertyValue: 'any' },
  },
  connectorAnnotation: { name: '`x-ms-api-annotation`', members: { status: 'any' } },
  operationAnnotation: {
    name: '`x-ms-api-annotation`',
    members: { family: 'text', revision: 'any', status: 'any', replacement: 'any', expires: 'any' },
  },
  connectorCapabilities: {
    name: '`x-ms-capabilities`',
    members: { testConnection: judgedElsewhere({ object: 'testConnection' }), 'file-picker': { object: 'filePicker' } },
  },
  operationCapabilities: { name: '`x-ms-capabilities`', members: { chunkTransfer: 'boolean' } },
  testConnection: { name: '`testConnection`', members: { operationId: 'any', parameters: { mapOf: 'any' } } },
  filePicker: {
    name: '`file-picker`',
    members: {
      open: { object: 'filePickerCall' },
      browse: { object: 'filePickerCall' },
      'value-title': 'text',
      'value-path': 'text',
      'value-collection': 'text',
      'value-folder-property': 'text',
      'value-media-property': 'text',
    },
  },
  filePickerCall: {
    name: 'an operation of `file-picker`',
    members: { operationId: 'any', parameters: { mapOf: 'any' } },
  },
  dynamicValues: {
    name: '`x-ms-dynamic-values`',
    members: {
      operationId: 'any',
      builtInOperation: 'any',
      capability: 'any',
      parameters: { mapOf: 'any' },
      'value-collection': 'text',
      'value-path': 'text',
      'value-title': 'text',
    },
  },
  dynamicList: {
    name: '`x-ms-dynamic-list`',
    members: {
      ...callMembers,
      builtInOperation: 'any',
      itemsPath: 'text',
      itemValuePath: 'text',
      itemTitlePath: 'text',
    },
  },
  dynamicSchema: {
    name: '`x-ms-dynamic-schema`',
    members: { operationId: 'any', parameters: { mapOf: 'any' }, 'value-path': 'text' },
  },
  dynamicProperties: { name: '`x-ms-dynamic-properties`', members: { ...callMembers, itemValuePath: 'text' } },
  dynamicTree: {
    name: '`x-ms-dynamic-tree`',
    members: {
      settings: { object: 'dynamicTreeSettings' },
      open: judgedElsewhere({ object: 'dynamicTreeCall' }),
      browse: judgedElsewhere({ object: 'dynamicTreeCall' }),
    },
  },
  dynamicTreeSettings: {
    name: 'the settings of `x-ms-dynamic-tree`',
    members: { canSelectParentNodes: 'boolean', canSelectLeafNodes: 'boolean' },
  },
  dynamicTreeCall: {
    name: 'an operation of `x-ms-dynamic-tree`',
    members: {
      ...callMembers,
      itemsPath: 'text',
      itemValuePath: 'text',
      itemTitlePath: 'text',
      itemFullTitlePath: 'text',
      itemIsParent: 'text',
    },
  },
  dynamicParameter: {
    name: 'a parameter that is passed on',
    members: { value: 'any', parameterReference: 'any', selectedItemValuePath: 'any' },
  },
  notificationContent: {
    name: '`x-ms-notification-content`',
    members: {
      description: 'text',
      schema: { object: 'schema' },
      headers: { mapOf: { object: 'header' } },
      examples: { mapOf: 'any' },
    },
  },
  notification: { name: '`x-ms-notification`', members: { operationId: 'any' } },
  pageable: { name: '`x-ms-pageable`', members: { nextLinkName: 'any' } },
  operationContext: {
    name: '`x-ms-operation-context`',
    members: { simulate: judgedElsewhere({ object: 'simulate' }) },
  },
  simulate: { name: '`simulate`', members: { operationId: 'any', parameters: { mapOf: 'any' } } },
  triggerMetadata: { name: '`x-ms-trigger-metadata`', members: { kind: 'text', mode: 'text' } },
  triggerValue: {
    name: '`x-ms-trigger-value`',
    members: { 'value-collection': 'text', 'value-path': 'text' },
  },
  editorOptions: { name: '`x-ms-editor-options`', members: { items: 'list' } },
};

/** What each object of a definition may hold. */
export const openApiModel: Readonly<Record<OpenApiKind, ObjectModel<OpenApiKind>>> = {
  ...specification,
  ...extensions,
};

/** True for an object that OpenAPI itself describes; false for one inside an extension. */
export function isSpecified(kind: OpenApiKind): boolean {
  return Object.hasOwn(specification, kind);
}

/** Every extension of connectors, with the kinds of objects that it may stand in. */
export const extensionHomes: ReadonlyMap<string, readonly OpenApiKind[]> = homes();

function homes(): Map<string, OpenApiKind[]> {
  const found = new Map<string, OpenApiKind[]>();
  for (const kind of Object.keys(openApiModel) as OpenApiKind[]) {
    for (const name of Object.keys(openApiModel[kind].members)) {
      if (name.startsWith('x-ms-')) found.set(name, [...(found.get(name) ?? []), kind]);
    }
  }
  return found;
}

/** Every object of a definition, with its kind, in the order of the document. */
export function openApiObjects(root: unknown): OpenApiEntry[] {
  return objectsOf(openApiModel, 'definition', root);
}
