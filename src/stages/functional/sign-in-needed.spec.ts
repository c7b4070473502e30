import { readDefinition } from '../../runtime/definition.js';
import { needsSignIn } from './sign-in-needed.js';

const key = { type: 'apiKey', in: 'header', name: 'k' };

/** Whether an operation needs signing in, by what the definition and the operation say. */
function needed(document: object, operation: object = {}): boolean {
  const definition = readDefinition({ ...document, paths: { '/a': { get: { operationId: 'A', ...operation } } } });
  const [first] = definition.operations;
  if (first === undefined) throw new Error('There is no operation.');
  return needsSignIn(definition, first);
}

describe('stages/functional/sign-in-needed', () => {
  it.each([
    ['nothing is declared', {}, {}, false],
    ['a scheme is declared and nobody asks for it', { securityDefinitions: { key } }, {}, true],
    ['the definition asks', { securityDefinitions: { key }, security: [{ key: [] }] }, {}, true],
    // The reference programme’s designer writes it beside a definition that it then uses.
    ['the definition’s list is empty', { securityDefinitions: { key }, security: [] }, {}, true],
    [
      'the operation’s list is empty',
      { securityDefinitions: { key }, security: [{ key: [] }] },
      { security: [] },
      false,
    ],
    ['signing in is a choice', { securityDefinitions: { key }, security: [{ key: [] }, {}] }, {}, false],
    ['the operation’s own list asks', { securityDefinitions: { key } }, { security: [{ key: [] }] }, true],
    ['a name is asked for that is not declared', { securityDefinitions: { key }, security: [{ other: [] }] }, {}, true],
    [
      'what is asked for is no way to sign in',
      { securityDefinitions: { x: { type: 'x' } }, security: [{ x: [] }] },
      {},
      false,
    ],
  ])('where %s: %#', (_what, document, operation, expected) => expect(needed(document, operation)).toBe(expected));
});
