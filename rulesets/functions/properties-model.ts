import { judgedElsewhere, objectsOf } from './json-model.js';
import type { ObjectEntry, ObjectModel } from './json-model.js';

/** The kinds of objects in `apiProperties.json`. */
type PropertiesKind =
  | 'file'
  | 'properties'
  | 'parameterSets'
  | 'parameterSet'
  | 'parameterSetMetadata'
  | 'setDisplay'
  | 'parameter'
  | 'unknownParameter'
  | 'oauthParameter'
  | 'gatewayParameter'
  | 'display'
  | 'displaySchema'
  | 'constraints'
  | 'choice'
  | 'allowedValue'
  | 'oauthSettings'
  | 'oauthProperties'
  | 'oauthValue'
  | 'gatewaySettings'
  | 'policy';

export type PropertiesEntry = ObjectEntry<PropertiesKind>;

const parameters = {
  mapOf: {
    by: 'type',
    kinds: {
      oauthSetting: 'oauthParameter',
      gatewaySetting: 'gatewayParameter',
      string: 'parameter',
      securestring: 'parameter',
      int: 'parameter',
      bool: 'parameter',
    },
    otherwise: 'unknownParameter',
  },
} as const;

const setDisplay = { displayName: 'text', description: 'text' } as const;

const parameterMembers = { type: 'any', uiDefinition: { object: 'display' }, metadata: { mapOf: 'any' } } as const;

/** What each object of the properties may hold. What other rules judge is `any` here. */
export const propertiesModel: Readonly<Record<PropertiesKind, ObjectModel<PropertiesKind>>> = {
  file: {
    name: 'the file',
    members: { $schema: 'text', properties: judgedElsewhere({ object: 'properties' }) },
  },
  properties: {
    name: '`properties`',
    members: {
      iconBrandColor: 'any',
      publisher: 'any',
      stackOwner: 'any',
      capabilities: 'any',
      connectionParameters: judgedElsewhere(parameters),
      connectionParameterSets: { object: 'parameterSets' },
      policyTemplateInstances: { listOf: { object: 'policy' } },
      scriptOperations: 'list',
    },
    others: 'any',
  },
  parameterSets: {
    name: '`connectionParameterSets`',
    members: { uiDefinition: { object: 'setDisplay' }, values: { listOf: { object: 'parameterSet' } } },
    required: ['values'],
  },
  parameterSet: {
    name: 'a set of connection parameters',
    members: {
      name: 'text',
      uiDefinition: { object: 'setDisplay' },
      metadata: { object: 'parameterSetMetadata' },
      parameters,
    },
    required: ['name', 'parameters'],
  },
  parameterSetMetadata: { name: 'the metadata of a set', members: { allowSharing: 'boolean' } },
  setDisplay: { name: 'the `uiDefinition` of a set', members: setDisplay },
  parameter: {
    name: 'a connection parameter',
    members: {
      ...parameterMembers,
      uiDefinition: judgedElsewhere({ object: 'display' }),
      allowedValues: { listOf: { object: 'allowedValue' } },
      defaultValue: 'any',
    },
  },
  unknownParameter: {
    name: 'a connection parameter',
    members: { ...parameterMembers, oAuthSettings: { object: 'oauthSettings' } },
    others: 'any',
  },
  oauthParameter: {
    name: 'a connection parameter of type oauthSetting',
    members: { ...parameterMembers, oAuthSettings: { object: 'oauthSettings' } },
    required: ['oAuthSettings'],
  },
  gatewayParameter: {
    name: 'a connection parameter of type gatewaySetting',
    members: { ...parameterMembers, gatewaySettings: { object: 'gatewaySettings' } },
  },
  display: {
    name: '`uiDefinition`',
    members: {
      displayName: 'any',
      description: 'any',
      tooltip: 'any',
      tabIndex: 'integer',
      constraints: { object: 'constraints' },
      schema: { object: 'displaySchema' },
    },
  },
  displaySchema: { name: 'the `schema` of `uiDefinition`', members: { description: 'any', type: 'text' } },
  constraints: {
    name: '`constraints`',
    members: {
      required: 'any',
      hidden: 'any',
      clearText: 'boolean',
      tabIndex: 'integer',
      capability: { listOf: { oneOf: ['cloud', 'gateway'] } },
      allowedValues: { listOf: { object: 'choice' } },
      dependencies: 'any',
    },
  },
  choice: { name: 'a choice of `allowedValues`', members: { text: 'text', value: 'any' }, required: ['value'] },
  allowedValue: {
    name: 'a value of `allowedValues`',
    members: { value: 'any', uiDefinition: { object: 'setDisplay' } },
    required: ['value'],
  },
  oauthSettings: {
    name: '`oAuthSettings`',
    members: {
      identityProvider: 'any',
      clientId: 'any',
      clientSecret: 'any',
      scopes: { listOf: 'text' },
      redirectMode: 'any',
      redirectUrl: 'text',
      properties: { object: 'oauthProperties' },
      customParameters: { mapOf: { object: 'oauthValue' } },
      additionalParameters: { mapOf: { object: 'oauthValue' } },
    },
  },
  oauthProperties: {
    name: 'the `properties` of `oAuthSettings`',
    members: {
      IsFirstParty: { oneOf: ['True', 'False', 'true', 'false'] },
      AzureActiveDirectoryResourceId: 'text',
      IsOnbehalfofLoginSupported: 'boolean',
    },
  },
  oauthValue: { name: 'a parameter of `oAuthSettings`', members: { value: 'any' }, others: 'any' },
  gatewaySettings: {
    name: '`gatewaySettings`',
    members: { dataSourceType: 'text', connectionDetails: 'list', credentialType: 'text' },
  },
  policy: {
    name: 'a policy',
    members: { templateId: 'any', title: 'any', type: 'text', parameters: { mapOf: 'any' } },
  },
};

/** Every object of the properties, with its kind, in the order of the file. */
export function propertiesObjects(document: unknown): PropertiesEntry[] {
  return objectsOf(propertiesModel, 'file', document);
}
