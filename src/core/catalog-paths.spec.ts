import fc from 'fast-check';
import {
  assertPlainPath,
  catalogPaths,
  certificatePath,
  keyPath,
  publicationBranch,
  publishableVersion,
} from './catalog-paths.js';
import { slugPattern } from './package.js';

const slug = fc.stringMatching(slugPattern);
const version = fc.stringMatching(publishableVersion);
const refused = { code: 'publication-path-refused' };

describe('core/catalog-paths', () => {
  it('keeps every connector in a place of its own, for any names that are slugs', () => {
    fc.assert(
      fc.property(slug, slug, slug, slug, version, (publisher, connector, otherPublisher, otherConnector, of) => {
        const mine = catalogPaths(publisher, connector);
        const all = [...Object.values(mine), certificatePath(publisher, connector, of)];

        for (const path of all) {
          expect(path.split('/').slice(1, 3).join('/')).toMatch(new RegExp(`^${publisher}/${connector}`));
          expect(() => assertPlainPath(path)).not.toThrow();
        }
        if (publisher === otherPublisher && connector === otherConnector) return;
        const others = [
          ...Object.values(catalogPaths(otherPublisher, otherConnector)),
          certificatePath(otherPublisher, otherConnector, of),
        ];
        expect(all.filter(path => others.includes(path))).toEqual([]);
        expect(others.filter(path => path.startsWith(`${mine.folder}/`))).toEqual([]);
      }),
    );
  });

  it('names the branch by connector and content, in a form that git takes', () => {
    expect(publicationBranch('acme', 'widgets', `sha256:${'ab'.repeat(32)}`)).toBe(
      'refs/heads/publish/acme/widgets/abababababababab',
    );
  });

  it.each([
    '',
    '.',
    '..',
    'A',
    'a/b',
    'a\\b',
    '../x',
    '.github',
    '-rf',
    'a-',
    'a\n',
    'a\0',
    'é',
    '😀',
    'a'.repeat(64),
    'a'.repeat(300),
    'a.b',
    'a b',
    '%2e',
  ])('builds no path from the name %j', name => {
    expect(() => catalogPaths(name, 'widgets')).toThrow(expect.objectContaining(refused));
    expect(() => catalogPaths('acme', name)).toThrow(expect.objectContaining(refused));
    expect(() => publicationBranch(name, 'widgets', `sha256:${'a'.repeat(64)}`)).toThrow(
      expect.objectContaining(refused),
    );
    expect(() => certificatePath('acme', name, '1.0.0')).toThrow(expect.objectContaining(refused));
  });

  it.each([
    '',
    '.',
    '..',
    '../1',
    '1/2',
    '1\n\nCo-authored-by: x',
    '-1',
    '1.0 [skip ci]',
    '@everyone',
    '1.0.0.',
    '9'.repeat(65),
  ])('builds no path from the version %j', of => {
    expect(() => certificatePath('acme', 'widgets', of)).toThrow(
      expect.objectContaining({ code: 'publication-version-unusable' }),
    );
  });

  it.each([
    '',
    'a//b',
    '/a',
    'a/',
    './a',
    'a/../b',
    '.git/config',
    'tests/.GIT/hooks/x',
    '.gitattributes',
    '.gitmodules',
    'git~1',
    'a\\b',
    'C:x',
    'a\u0000',
    'a\nb',
  ])('lets no file stand at %j', path => {
    expect(() => assertPlainPath(path)).toThrow(expect.objectContaining(refused));
  });

  it('takes only hashes for keys and digests', () => {
    expect(keyPath('a'.repeat(64))).toBe(`keys/${'a'.repeat(64)}.json`);
    expect(() => keyPath('../../x')).toThrow(expect.objectContaining(refused));
    expect(() => publicationBranch('acme', 'widgets', 'sha256:x')).toThrow(expect.objectContaining(refused));
  });
});
