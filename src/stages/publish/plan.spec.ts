import fc from 'fast-check';
import { parseIndexEntry } from '../../core/index-entry.js';
import { slugPattern } from '../../core/package.js';
import { removedPaths } from '../../core/standing.js';
import { certifiedOf, filesOf, makeSigner, terms } from '../../../test/support/publication.js';
import type { CertifiedParts } from '../../../test/support/publication.js';
import { planPublication } from './plan.js';

const signer = makeSigner();
const nothing = new Map<string, Uint8Array>();
const plan = (parts: CertifiedParts = {}, standing: ReadonlyMap<string, Uint8Array> = nothing, by = signer) =>
  planPublication(certifiedOf(parts), standing, terms, by);

/** What stands in the catalogue once a plan is carried out. */
const standingAfter = (parts: CertifiedParts = {}, before: ReadonlyMap<string, Uint8Array> = nothing, by = signer) =>
  new Map([...plan(parts, before, by).files].filter(([path]) => !/^(?:certificates|keys)\//.test(path)));

describe('stages/publish/plan', () => {
  it('says where everything goes', () => {
    const { digest, folder, branch, message, date, files, certificate } = plan();

    expect(folder).toBe('certified-connectors/acme/widgets');
    expect(branch).toBe(`refs/heads/publish/acme/widgets/${digest.slice(7, 23)}`);
    expect(message).toBe(`Publish acme/widgets 1.0.0\n\nDigest: ${digest}\n`);
    expect(date).toBe('2026-02-03T04:05:06.789Z');
    expect(certificate).toBe('certificates/acme/widgets/1.0.0.dsse.json');
    expect([...files.keys()]).toEqual([
      'certified-connectors/acme/widgets/apiDefinition.swagger.json',
      'certified-connectors/acme/widgets/apiProperties.json',
      'certified-connectors/acme/widgets/README.md',
      'certificates/acme/widgets/1.0.0.dsse.json',
      'index/acme/widgets.json',
      'index/acme/widgets.dsse.json',
      `keys/${signer.keyid}.json`,
    ]);
  });

  it('is the same, byte for byte, for the same input', () => {
    expect(plan()).toEqual(plan());
  });

  it('writes only inside the connector folder and to the files of its own names, for any slugs', () => {
    const slug = fc.stringMatching(slugPattern);
    fc.assert(
      fc.property(slug, slug, (publisher, connector) => {
        const name = `${publisher}/${connector}`;
        const own = [
          `certificates/${name}/1.0.0.dsse.json`,
          `index/${name}.json`,
          `index/${name}.dsse.json`,
          `keys/${signer.keyid}.json`,
        ];

        const { files } = plan({ publisher, connector });

        expect([...files.keys()].filter(path => !path.startsWith(`certified-connectors/${name}/`))).toEqual(own);
      }),
      { numRuns: 30 },
    );
  });

  it('goes on from the index that stands, and takes away files that the version no longer has', () => {
    const standing = standingAfter({ files: filesOf({ 'script.csx': 'old' }) });

    const next = plan({ version: '1.1.0' }, standing);

    expect(versionsIn(next.files)).toEqual(['1.0.0', '1.1.0']);
    expect(removedPaths(next)).toEqual(['certified-connectors/acme/widgets/script.csx']);
  });

  it('gives the same files when the version stands there already', () => {
    const standing = standingAfter();

    expect(plan({}, standing).files).toEqual(plan().files);
  });

  it('goes on from an index that a retired key of ours has signed', () => {
    const retired = makeSigner();
    const standing = standingAfter({}, nothing, retired);
    const next = { version: '1.1.0', files: filesOf({ 'README.md': 'next' }) };

    expect(versionsIn(plan(next, standing, makeSigner(retired.keys)).files)).toEqual(['1.0.0', '1.1.0']);
    expect(() => plan(next, standing, makeSigner())).toThrow(expect.objectContaining({ code: 'publication-conflict' }));
  });

  const conflicts: [string, CertifiedParts, ReadonlyMap<string, Uint8Array>][] = [
    ['other bytes under the same version', { files: filesOf({ 'README.md': 'other' }) }, standingAfter()],
    ['the same bytes under another version', { version: '2.0.0' }, standingAfter()],
    [
      'a version that newer ones followed',
      {},
      standingAfter({ version: '1.1.0', files: filesOf({ 'README.md': 'next' }) }, standingAfter()),
    ],
    ['files without an index entry', {}, new Map([['certified-connectors/acme/widgets/x', Buffer.from('x')]])],
    ['an index without a signature', {}, without(standingAfter(), 'index/acme/widgets.dsse.json')],
    ['a signature without an index', {}, without(standingAfter(), 'index/acme/widgets.json')],
    ['an index that somebody edited', { version: '2.0.0' }, edited(standingAfter(), 'index/acme/widgets.json')],
    ['another connector’s index', { version: '2.0.0' }, renamed(standingAfter({ connector: 'gadgets' }))],
  ];
  it.each(conflicts)('A47: stops at %s', (_, parts, standing) => {
    expect(() => plan(parts, standing)).toThrow(expect.objectContaining({ code: 'publication-conflict' }));
  });

  it('stops when the folder is not what the index lists', () => {
    const standing = edited(standingAfter(), 'certified-connectors/acme/widgets/README.md');

    expect(() => plan({ version: '2.0.0' }, standing)).toThrow(
      expect.objectContaining({ code: 'publication-mismatch' }),
    );
  });

  it.each(['.gitattributes', 'tests/.git/config', 'tests/../../x', 'tests/a\nb'])('publishes no file at %j', path => {
    expect(() => plan({ files: filesOf({ [path]: 'x' }) })).toThrow(
      expect.objectContaining({ code: 'publication-path-refused' }),
    );
  });

  it('puts nothing that a submitter wrote into the message', () => {
    const text = 'x\n\nCo-authored-by: M <m@x>\n@everyone closes #1 [skip ci] ${{ x }}';

    expect(plan({ files: filesOf({ 'README.md': text }) }).message).toMatch(
      /^Publish acme\/widgets 1\.0\.0\n\nDigest: sha256:[0-9a-f]{64}\n$/,
    );
    expect(() => plan({ version: text })).toThrow(expect.objectContaining({ code: 'publication-version-unusable' }));
  });
});

function versionsIn(files: ReadonlyMap<string, Uint8Array>): string[] | undefined {
  return parseIndexEntry(files.get('index/acme/widgets.json') ?? new Uint8Array())?.versions.map(
    ({ version }) => version,
  );
}

function without(files: ReadonlyMap<string, Uint8Array>, path: string) {
  return new Map([...files].filter(([name]) => name !== path));
}

function edited(files: ReadonlyMap<string, Uint8Array>, path: string) {
  return new Map([...files, [path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(' ')])]]);
}

function renamed(files: ReadonlyMap<string, Uint8Array>) {
  return new Map([...files].map(([path, bytes]) => [path.replace('gadgets', 'widgets'), bytes]));
}
