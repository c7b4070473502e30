import fc from 'fast-check';
import type { CommentAnchor } from './comment.js';
import { anchorOfLine, anchorOfOperation, createPlacing } from './comment-place.js';
import type { Finding } from './finding.js';

const file = 'apiDefinition.swagger.json';
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 2));
const placingIn = (value: unknown, path = file) => {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : bytesOf(value);
  return createPlacing({ read: wanted => (wanted === path ? bytes : undefined), findings: new Map() });
};
const lineWith = (bytes: Uint8Array, text: string) =>
  1 +
  new TextDecoder()
    .decode(bytes)
    .split('\n')
    .findIndex(line => line.includes(text));

interface Operation {
  readonly id: string;
  readonly path: string;
  readonly parameters: readonly string[];
}

const definitionOf = (operations: readonly Operation[]) => ({
  swagger: '2.0',
  paths: Object.fromEntries(
    operations.map(({ id, path, parameters }) => [
      `/${path}`,
      {
        get: {
          operationId: id,
          parameters: parameters.map(name => ({ name, in: 'query', description: `${id} takes ${name}.` })),
          responses: { default: { description: 'x' }, 200: { description: `${id} answers.` } },
        },
      },
    ]),
  ),
});

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const operations = fc.uniqueArray(
  fc.record({ id: word, path: word, parameters: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }) }),
  { minLength: 1, maxLength: 6, selector: ({ id }) => id },
);
/** The same operations, in another order, under other paths, with their parameters in another order. */
const moved = (all: readonly Operation[], seed: number) =>
  all
    .map((operation, index) => ({
      ...operation,
      path: `new${index}${operation.path}`,
      parameters: [...operation.parameters].reverse(),
    }))
    .sort((a, b) => ((a.id.charCodeAt(0) * seed) % 7) - ((b.id.charCodeAt(0) * seed) % 7));

describe('core/comment-place', () => {
  const unique = operations.map(all => all.map((operation, index) => ({ ...operation, path: `p${index}` })));

  it('finds the element again that a line belongs to, however operations and parameters are moved', () => {
    fc.assert(
      fc.property(unique, fc.nat(), fc.integer({ min: 1, max: 100 }), (all, choice, seed) => {
        const before = bytesOf(definitionOf(all));
        const { id, parameters } = all[choice % all.length] as Operation;
        const text = `${id} takes ${parameters[0]}.`;
        const anchor = anchorOfLine(file, lineWith(before, `"${text}"`), before) as CommentAnchor;
        const after = definitionOf(moved(all, seed));
        const place = placingIn(after)(anchor);

        expect(place.standing).toBe('there');
        expect(place.line).toBe(lineWith(bytesOf(after), `"${text}"`));
      }),
    );
  });

  it('says of an operation and of what was in it that it is no longer there, with the old place', () => {
    fc.assert(
      fc.property(unique, fc.nat(), (all, choice) => {
        const before = bytesOf(definitionOf(all));
        const { id } = all[choice % all.length] as Operation;
        const line = lineWith(before, `"${id} answers."`);
        const placing = placingIn(definitionOf(all.filter(one => one.id !== id)));

        expect(placing(anchorOfLine(file, line, before) as CommentAnchor)).toMatchObject({ standing: 'gone', line });
        expect(placing(anchorOfOperation(id, before) as CommentAnchor)).toMatchObject({ standing: 'gone', file });
      }),
    );
  });

  it('follows the line of a text that is no JSON by what it says, to the nearest', () => {
    const before = new TextEncoder().encode('# Title\n\nSee the docs.\n');
    const anchor = anchorOfLine('README.md', 3, before) as CommentAnchor;

    expect(placingIn('# Title\n\nMore.\n\n  See the docs.\r\nEnd', 'README.md')(anchor)).toEqual({
      standing: 'there',
      file: 'README.md',
      line: 5,
      pointer: null,
    });
    expect(placingIn('# Title\n', 'README.md')(anchor)).toMatchObject({ standing: 'gone', line: 3 });
    expect(placingIn({}, file)(anchor)).toMatchObject({ standing: 'gone', file: 'README.md' });
  });

  it('remembers no line that is not there, and no operation whose id is not its own', () => {
    const twice = { paths: { '/a': { get: { operationId: 'A' }, put: { operationId: 'A' } } } };

    expect(anchorOfLine('README.md', 2, new TextEncoder().encode('one'))).toBeNull();
    expect(anchorOfOperation('A', bytesOf(twice))).toBeNull();
    expect(anchorOfOperation('constructor', bytesOf(twice))).toBeNull();
  });

  it('calls a finding gone only once its stage has looked', () => {
    const found = { fingerprint: 'f', rule: 'r', message: 'm', file, line: 7, pointer: '/paths' } as Finding;
    const anchor = { on: 'finding', ...found, stage: 'lint' } as unknown as CommentAnchor;
    const placing = (findings: Parameters<typeof createPlacing>[0]['findings']) =>
      createPlacing({ read: null, findings })(anchor).standing;

    expect(placing(new Map([['lint', [found]]]))).toBe('there');
    expect(placing(new Map([['lint', []]]))).toBe('gone');
    expect(placing(new Map([['intake', []]]))).toBe('unknown');
  });

  it('knows nothing of a revision without a package', () => {
    const before = bytesOf(definitionOf([{ id: 'A', path: 'a', parameters: ['x'] }]));
    const placing = createPlacing({ read: null, findings: new Map() });

    expect(placing(anchorOfLine(file, 3, before) as CommentAnchor)).toMatchObject({ standing: 'unknown', line: 3 });
    expect(placing({ on: 'submission' })).toMatchObject({ standing: 'there', file: null });
  });
});
