import { packageOf } from '../../core/package-content.js';
import { connectionNeeded } from './connection-needed.js';

const contentOf = (definition: object, properties: object = {}) =>
  packageOf(
    new Map([
      ['apiDefinition.swagger.json', Buffer.from(JSON.stringify(definition))],
      ['apiProperties.json', Buffer.from(JSON.stringify({ properties }))],
    ]),
    () => '0'.repeat(64),
  );
const paths = { '/a': { get: { operationId: 'GetA', responses: {} } } };
const key = { securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } };

describe('stages/functional/connection-needed', () => {
  it.each([
    ['yes', 'the definition has a way to sign in', contentOf({ paths, ...key })],
    [
      'perhaps',
      'users give values that sign in to nothing',
      contentOf({ paths }, { connectionParameters: { site: {} } }),
    ],
    ['perhaps', 'users choose between sets', contentOf({ paths }, { connectionParameterSets: { values: [{}] } })],
    ['no', 'there is neither', contentOf({ paths })],
    ['no', 'nothing can be read', packageOf(new Map(), () => '0'.repeat(64))],
  ])('says %s when %s', (needed, _, content) => expect(connectionNeeded(content)).toBe(needed));
});
