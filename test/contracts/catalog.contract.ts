import type { Signer } from '../../src/core/certificate.js';
import { catalogPaths } from '../../src/core/catalog-paths.js';
import type { Catalog } from '../../src/core/ports/catalog.js';
import type { Amendment, PublicationPlan, Receipt } from '../../src/core/publication.js';
import { planPublication } from '../../src/stages/publish/plan.js';
import { verifyCertificate } from '../../src/stages/publish/verify-certificate.js';
import { certifiedOf, filesOf, makeSigner, terms } from '../support/publication.js';
import type { CertifiedParts } from '../support/publication.js';

const never = new AbortController().signal;

/** Plans a version on what the catalogue holds now, as the publish stage does. */
export async function planOn(catalog: Catalog, parts: CertifiedParts, signer: Signer): Promise<PublicationPlan> {
  const certified = certifiedOf(parts);
  const standing = await catalog.standing(certified.publisher, certified.connector);
  return planPublication(certified, standing, terms, signer);
}

export async function publishOn(catalog: Catalog, parts: CertifiedParts, signer: Signer): Promise<Receipt> {
  return catalog.publish(await planOn(catalog, parts, signer), never);
}

/** What every catalogue has to do. `open` gives one that is empty. */
export function describeCatalog(name: string, open: () => Promise<Catalog>): void {
  describe(`${name} is a catalogue`, () => {
    const signer = makeSigner();

    it('knows nothing before the first publication', async () => {
      const catalog = await open();

      expect(await catalog.published('acme', 'widgets')).toBeNull();
      expect([...(await catalog.standing('acme', 'widgets'))]).toEqual([]);
    });

    it('gives back what was published, byte for byte, with a certificate that verifies', async () => {
      const catalog = await open();
      const files = filesOf({
        'README.md': 'Gr\u00fc\u00dfe\r\n',
        'icon.png': Buffer.from([0x89, 0, 0xff, 0x0a]),
        'tests/a b.json': '',
      });

      const receipt = await publishOn(catalog, { files }, signer);
      const published = await catalog.published('acme', 'widgets');

      expect(published?.version).toEqual({
        publisher: 'acme',
        connector: 'widgets',
        version: '1.0.0',
        digest: certifiedOf({ files }).digest,
      });
      for (const [path, bytes] of files)
        expect(Buffer.from(published?.content.read(path) ?? 'missing')).toEqual(Buffer.from(bytes));
      expect(published?.content.files.map(file => file.path)).toEqual([...files.keys()].sort());
      expect(verifyCertificate(receipt.certificate, signer.keys, files, new Date('2026-03-01')).ok).toBe(true);
      expect(receipt.folder).toBe('certified-connectors/acme/widgets');
    });

    it('tells the titles of all public connectors, each as its newest version has it', async () => {
      const catalog = await open();
      const titled = (title: string) =>
        filesOf({ 'apiDefinition.swagger.json': JSON.stringify({ swagger: '2.0', info: { title } }) });
      await publishOn(catalog, { files: titled('Widgets') }, signer);
      await publishOn(catalog, { connector: 'gadgets', files: titled('Gadgets') }, signer);
      await publishOn(catalog, { connector: 'untitled' }, signer);
      const before = await catalog.titles();
      await publishOn(catalog, { version: '1.1.0', files: titled('Better Widgets') }, signer);

      expect(before).toHaveLength(2);
      expect([...(await catalog.titles())].sort((a, b) => (a.title < b.title ? -1 : 1))).toEqual([
        { publisher: 'acme', connector: 'widgets', title: 'Better Widgets' },
        { publisher: 'acme', connector: 'gadgets', title: 'Gadgets' },
      ]);
    });

    it('gives the same receipt when the same publication is repeated, planned anew or not', async () => {
      const catalog = await open();
      const plan = await planOn(catalog, {}, signer);

      const first = await catalog.publish(plan, never);
      const again = await catalog.publish(plan, never);
      const planned = await publishOn(catalog, {}, signer);

      expect(again).toEqual(first);
      expect(planned).toEqual(first);
    });

    it('replaces the folder by the next version and keeps both in the index', async () => {
      const catalog = await open();
      await publishOn(catalog, { files: filesOf({ 'intro.md': 'gone later' }) }, signer);

      await publishOn(catalog, { version: '1.1.0', files: filesOf({ 'script.csx': 'new' }) }, signer);
      const published = await catalog.published('acme', 'widgets');
      const standing = await catalog.standing('acme', 'widgets');

      expect(published?.version.version).toBe('1.1.0');
      expect(published?.content.read('intro.md')).toBeUndefined();
      expect(Buffer.from(published?.content.read('script.csx') ?? '').toString()).toBe('new');
      const index = JSON.parse(Buffer.from(standing.get(catalogPaths('acme', 'widgets').index) ?? '').toString());
      expect(index.versions.map((version: { version: string }) => version.version)).toEqual(['1.0.0', '1.1.0']);
    });

    it('never lets an older version come back over a newer one', async () => {
      const catalog = await open();
      const old = await planOn(catalog, {}, signer);
      await catalog.publish(old, never);
      await publishOn(catalog, { version: '1.1.0', files: filesOf({ 'README.md': 'newer' }) }, signer);

      await expect(catalog.publish(old, never)).rejects.toMatchObject({ code: 'publication-conflict' });
      await expect(planOn(catalog, {}, signer)).rejects.toMatchObject({ code: 'publication-conflict' });
    });

    it('refuses a version that is public with other bytes', async () => {
      const catalog = await open();
      const other = await planOn(catalog, { files: filesOf({ 'README.md': 'other' }) }, signer);
      await publishOn(catalog, {}, signer);

      await expect(catalog.publish(other, never)).rejects.toMatchObject({ code: 'publication-conflict' });
    });

    it('refuses a plan that was made before somebody else published', async () => {
      const catalog = await open();
      const early = await planOn(catalog, { version: '2.0.0', files: filesOf({ 'README.md': 'two' }) }, signer);
      await publishOn(catalog, {}, signer);

      await expect(catalog.publish(early, never)).rejects.toMatchObject({ code: 'publication-conflict' });
      expect((await catalog.published('acme', 'widgets'))?.version.version).toBe('1.0.0');
    });

    it('refuses a plan that reaches outside its connector', async () => {
      const catalog = await open();
      const plan = await planOn(catalog, {}, signer);

      for (const path of [
        '.github/workflows/x.yml',
        'README.md',
        'certified-connectors/acme/other/x',
        'index/acme/other.json',
        `${plan.folder}/../x`,
        `${plan.folder}/.git/config`,
        `${plan.folder}/.GIT/config`,
      ]) {
        const reaching = { ...plan, files: new Map([...plan.files, [path, Buffer.from('x')]]) };
        await expect(catalog.publish(reaching, never)).rejects.toMatchObject({ code: 'publication-path-refused' });
      }
      await expect(catalog.publish({ ...plan, branch: 'refs/heads/main' }, never)).rejects.toMatchObject({
        code: 'publication-path-refused',
      });
      await expect(catalog.publish({ ...plan, publisher: '..' }, never)).rejects.toMatchObject({
        code: 'publication-path-refused',
      });
      expect(await catalog.published('acme', 'widgets')).toBeNull();
    });

    it('keeps connectors apart', async () => {
      const catalog = await open();

      await publishOn(catalog, {}, signer);
      await publishOn(catalog, { connector: 'gadgets' }, signer);
      await publishOn(catalog, { publisher: 'other' }, signer);

      expect((await catalog.published('acme', 'widgets'))?.version.connector).toBe('widgets');
      expect((await catalog.published('acme', 'gadgets'))?.version.connector).toBe('gadgets');
      expect((await catalog.published('other', 'widgets'))?.version.publisher).toBe('other');
    });

    it('amends what it is told to, shows only what was asked for, and does nothing where nothing differs', async () => {
      const catalog = await open();
      await publishOn(catalog, {}, signer);
      const pages = amendmentOf({ 'index.json': '{}\n', 'changelogs/acme/widgets.md': 'one\n' });

      const first = await catalog.amend([], () => pages, never);
      const again = await catalog.amend([], () => pages, never);
      const seen: string[][] = [];
      const removed = ['index.json', 'never-was.json'];
      const second = await catalog.amend(
        ['index.json', 'changelogs', 'index/acme/widgets.json'],
        standing => {
          seen.push([...standing.keys()].sort());
          return { ...amendmentOf({}), removed };
        },
        never,
      );
      const left: string[] = [];
      const third = await catalog.amend(
        ['index.json', 'changelogs'],
        standing => {
          for (const [path, bytes] of standing) left.push(path, Buffer.from(bytes).toString());
          return null;
        },
        never,
      );

      expect(first).toMatch(/^[0-9a-f]{40}$/);
      expect(again).toBeNull();
      expect(seen).toEqual([['changelogs/acme/widgets.md', 'index.json', 'index/acme/widgets.json']]);
      expect(second).toMatch(/^[0-9a-f]{40}$/);
      expect(left).toEqual(['changelogs/acme/widgets.md', 'one\n']);
      expect(third).toBeNull();
      expect((await catalog.published('acme', 'widgets'))?.version.version).toBe('1.0.0');
    });

    it('refuses an amendment that could not be checked out everywhere', async () => {
      const catalog = await open();

      for (const path of ['.github/workflows/x.yml', '../x', 'a//b', 'a/.GIT/config', 'c:x', 'a\\b', 'a\nb']) {
        const refused = expect.objectContaining({ code: 'publication-path-refused' });
        await expect(catalog.amend([], () => amendmentOf({ [path]: 'x' }), never)).rejects.toEqual(refused);
        const taking = { ...amendmentOf({}), removed: [path] };
        await expect(catalog.amend([], () => taking, never)).rejects.toEqual(refused);
      }
    });

    it('does nothing when it is told to stop', async () => {
      const catalog = await open();
      const plan = await planOn(catalog, {}, signer);

      await expect(catalog.publish(plan, AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping');
      expect(await catalog.published('acme', 'widgets')).toBeNull();
    });
  });
}

/** A change of these files, as somebody decides on one. */
export function amendmentOf(files: Readonly<Record<string, string>>): Amendment {
  return {
    message: 'Refresh the pages\n',
    date: '2026-02-03T04:05:06.789Z',
    files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
    removed: [],
  };
}
