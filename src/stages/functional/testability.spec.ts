import { policy } from '../../../test/support/policies.js';
import { readDefinition } from '../../runtime/definition.js';
import { readProperties } from '../../runtime/properties.js';
import { createSchemaView } from './schema-view.js';
import { bodyMediaType, testabilityOf } from './testability.js';

function testability(
  operation: Record<string, unknown>,
  { policies = [], scriptOperations }: { policies?: object[]; scriptOperations?: string[] } = {},
) {
  const definition = readDefinition({ paths: { '/a': { post: { operationId: 'A', ...operation } } } });
  const [only] = definition.operations;
  if (only === undefined) throw new Error('no operation');
  const properties = readProperties(
    { properties: { policyTemplateInstances: policies, scriptOperations } },
    scriptOperations !== undefined,
  );
  return testabilityOf(only, createSchemaView(definition.document), properties, {});
}

describe('stages/functional/testability', () => {
  it.each([
    ['without policies', {}, []],
    [
      'with policies on request and answer',
      {},
      [
        policy('routerequesttoendpoint', { newPath: '/b' }),
        policy('updatenextlink', { nextLinkPropertyName: 'nextLink' }),
        policy('setvaluefromurl', {
          parameterTemplate: "@headers('If-Match')",
          parameterValueUrl: '/a',
          parameterValuePathTemplate: '@body().etag',
        }),
      ],
    ],
    [
      'that is polled',
      { 'x-ms-trigger': 'batch' },
      [
        policy('pollingtrigger', {
          triggerConfig: { since: '@{triggerBody()[0].created}' },
          triggerDataPath: '@triggerBody()',
        }),
      ],
    ],
  ])('tests an operation %s', (_what, operation, policies) =>
    expect(testability(operation, { policies }).kind).toBe('testable'),
  );

  it.each([
    ['moveproperties', {}, /is of a kind that is not known here/],
    ['setheader', { name: 'X-A', value: "@environmentVariables('x')" }, /which is not offered here/],
  ])('says why it cannot apply %s', (template, parameters, reason) =>
    expect(testability({}, { policies: [policy(template, parameters)] })).toEqual({
      kind: 'untestable',
      reason: expect.stringMatching(reason) as string,
    }),
  );

  it.each([
    ['custom code', {}, { scriptOperations: ['A'] }, /custom code/],
    [
      'a body that is a file',
      { parameters: [{ name: 'f', in: 'body', schema: { type: 'string', format: 'binary' } }] },
      {},
      /is a file/,
    ],
    [
      'XML',
      { consumes: ['application/xml'], parameters: [{ name: 'b', in: 'body', schema: {} }] },
      {},
      /application\/xml/,
    ],
  ])('does not test %s', (_what, operation, setting, reason) =>
    expect(testability(operation, setting)).toEqual({
      kind: 'untestable',
      reason: expect.stringMatching(reason) as string,
    }),
  );

  it.each([
    [[], 'application/json'],
    [['text/plain', 'application/vnd.x+json'], 'application/vnd.x+json'],
    [['text/plain'], 'text/plain'],
    [['application/xml'], null],
  ])('sends a body that takes %j as %s', (consumes, type) => expect(bodyMediaType(consumes)).toBe(type));
});
