import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { GitCatalog } from '../../src/adapters/git/catalog.js';
import type { GitCatalogOptions } from '../../src/adapters/git/catalog.js';
import { Problem } from '../../src/core/problems.js';
import { amendmentOf, planOn, publishOn } from '../contracts/catalog.contract.js';
import { TestRepository } from '../support/git-repository.js';
import { filesOf, makeSigner } from '../support/publication.js';

jest.setTimeout(120_000); // tens of git processes each, on a machine that may be busy

const never = new AbortController().signal;
const signer = makeSigner();

describe('the catalogue in a git repository', () => {
  let root: string;
  let count = 0;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay git '));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** A folder with a repository and a way to open catalogues on it, each with a mirror of its own unless said otherwise. */
  async function place() {
    const folder = join(root, `place ${(count += 1)}`);
    const repository = await TestRepository.make(join(folder, 'repository.git'));
    const open = (options: Partial<GitCatalogOptions> = {}) => catalogOn(repository.directory, options);
    return { folder, repository, open };
  }

  function catalogOn(remote: string, options: Partial<GitCatalogOptions> = {}): GitCatalog {
    return new GitCatalog({
      remote,
      mirrorDirectory: join(root, `mirror ${(count += 1)}`),
      mainBranch: 'main',
      author: { name: 'Assay', email: 'assay@example.org' },
      timeoutSeconds: 60,
      ...options,
    });
  }

  it('begins an empty repository with a readme, and adds one commit and one merge for a publication', async () => {
    const { repository, open } = await place();

    const receipt = await publishOn(open(), {}, signer);

    expect(repository.git('log', '--topo-order', '--format=%H %an <%ae> %aI %s', 'main').trim().split('\n')).toEqual([
      `${receipt.mergeCommit} Assay <assay@example.org> 2026-02-03T04:05:06+00:00 Merge the publication of acme/widgets 1.0.0`,
      `${receipt.commit} Assay <assay@example.org> 2026-02-03T04:05:06+00:00 Publish acme/widgets 1.0.0`,
      expect.stringMatching(/ Begin the catalogue$/),
    ]);
    expect(repository.paths()).toEqual([
      'README.md',
      'certificates/acme/widgets/1.0.0.dsse.json',
      'certified-connectors/acme/widgets/README.md',
      'certified-connectors/acme/widgets/apiDefinition.swagger.json',
      'certified-connectors/acme/widgets/apiProperties.json',
      'index/acme/widgets.dsse.json',
      'index/acme/widgets.json',
      `keys/${signer.keyid}.json`,
    ]);
    expect(new Set(repository.git('ls-tree', '-r', '--format=%(objectmode)', 'main').trim().split('\n'))).toEqual(
      new Set(['100644']),
    );
    expect(repository.refs()).toEqual(['refs/heads/main']);
    expect(repository.read('README.md')).toContain('assay verify');
    expect(receipt.certificate).toBe(repository.read('certificates/acme/widgets/1.0.0.dsse.json'));
    expect(receipt.target).toBe(repository.directory);
    expect(repository.fsck()).toBe('');
  });

  it('changes nothing outside what it publishes, whatever else the repository holds', async () => {
    const { repository, open } = await place();
    await publishOn(open(), {}, signer);
    repository.commitAsSomebody({
      '.gitattributes': '* text eol=crlf\n*.png filter=bad',
      '.github/workflows/x.yml': 'on: push',
      LICENSE: 'CC',
    });
    const before = repository.git('rev-parse', 'main').trim();
    const files = filesOf({ 'README.md': 'line\nline\r\n', 'icon.png': Buffer.from([0x89, 0x0d, 0x0a, 0x00]) });

    await publishOn(open(), { connector: 'gadgets', files }, signer);

    const changed = repository.git('diff', '--name-only', before, 'main').trim().split('\n');
    expect(changed.filter(path => !path.includes('acme/gadgets'))).toEqual([]);
    expect(repository.read('certified-connectors/acme/gadgets/README.md')).toBe('line\nline\r\n');
    expect(repository.fsck()).toBe('');
  });

  it('makes one commit when the same is published twice, by two services at once, and later by a third', async () => {
    const { repository, open } = await place();
    const plan = await planOn(open(), {}, signer);

    const [first, second] = await Promise.all([open().publish(plan, never), open().publish(plan, never)]);
    repository.commitAsSomebody({ 'notes.md': 'later' });
    const third = await open().publish(plan, never);

    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(repository.commits('certificates')).toEqual([first?.commit]);
    expect(repository.git('rev-list', '--merges', 'main').trim()).toBe(first?.mergeCommit);
    expect(repository.refs()).toEqual(['refs/heads/main']);
  });

  it('lets services publish different connectors at once, with mirrors of their own and with one mirror', async () => {
    const { folder, repository, open } = await place();
    const shared = join(folder, 'shared mirror');
    const catalogs = [open(), open(), open({ mirrorDirectory: shared }), open({ mirrorDirectory: shared })];

    const receipts = await Promise.all(
      catalogs.map((catalog, index) => publishOn(catalog, { connector: `widgets-${index}` }, signer)),
    );

    expect(new Set(repository.commits('certificates'))).toEqual(new Set(receipts.map(({ commit }) => commit)));
    expect(repository.paths().filter(path => path.startsWith('index/'))).toHaveLength(8);
    expect(repository.refs()).toEqual(['refs/heads/main']);
    expect(repository.fsck()).toBe('');
  });

  it('builds the merge anew when somebody pushes first, and keeps what they pushed', async () => {
    const { repository, open } = await place();
    await publishOn(open(), { connector: 'first' }, signer);
    let pushes = 0;
    const info = (_: object, sentence: string) => {
      if (sentence === 'Publication branch created' && pushes < 1)
        repository.commitAsSomebody({ [`notes-${(pushes += 1)}.md`]: 'x' });
    };

    const receipt = await publishOn(open({ log: { info, warn: info, error: info } }), {}, signer);

    expect(pushes).toBe(1);
    expect(repository.paths()).toContain('notes-1.md');
    expect(repository.commits('certificates/acme/widgets')).toEqual([receipt.commit]);
    expect(repository.git('rev-list', '--parents', '-1', 'main').trim().split(' ')[2]).toBe(receipt.commit);
  });

  it('gives up after five rebuilds, and finishes the same publication later', async () => {
    const { repository, open } = await place();
    await publishOn(open(), { connector: 'first' }, signer);
    let pushes = 0;
    const info = (_: object, sentence: string) => {
      if (sentence === 'Publication merge built') repository.commitAsSomebody({ 'notes.md': String((pushes += 1)) });
    };
    const plan = await planOn(open(), {}, signer);

    await expect(open({ log: { info, warn: info, error: info } }).publish(plan, never)).rejects.toMatchObject({
      code: 'catalog-contended',
    });
    expect(repository.commits('certificates/acme/widgets')).toEqual([]);
    const receipt = await open().publish(plan, never);

    expect(pushes).toBe(6);
    expect(repository.commits('certificates/acme/widgets')).toEqual([receipt.commit]);
    expect(repository.refs()).toEqual(['refs/heads/main']);
  });

  it('decides an amendment anew when somebody pushes first, keeps what they pushed, and is never older than its parent', async () => {
    const { repository, open } = await place();
    await publishOn(open(), {}, signer);
    let decided = 0;

    const commit = await open().amend(
      ['notes.md'],
      standing => {
        decided += 1;
        const seen = standing.has('notes.md') ? 'theirs' : 'nothing';
        if (decided === 1) repository.commitAsSomebody({ 'notes.md': 'x' });
        return amendmentOf({ 'index.json': seen });
      },
      never,
    );

    expect(decided).toBe(2);
    expect(repository.read('index.json')).toBe('theirs');
    expect(repository.read('notes.md')).toBe('x');
    expect(repository.git('rev-parse', 'main').trim()).toBe(commit);
    const [own = '', parents = ''] = repository.git('log', '-2', '--format=%ct', 'main').trim().split('\n');
    expect(Number(own)).toBeGreaterThanOrEqual(Number(parents));
    expect(repository.refs()).toEqual(['refs/heads/main']);
    expect(repository.fsck()).toBe('');
  });

  it('gives an amendment up after it was overtaken six times', async () => {
    const { repository, open } = await place();
    await publishOn(open(), {}, signer);
    let decided = 0;

    const amended = open().amend(
      [],
      () => {
        repository.commitAsSomebody({ 'notes.md': String((decided += 1)) });
        return amendmentOf({ 'index.json': 'mine' });
      },
      never,
    );

    await expect(amended).rejects.toMatchObject({ code: 'catalog-contended' });
    expect(decided).toBe(6);
    expect(repository.paths()).not.toContain('index.json');
  });

  it('amends an empty repository, and leaves alone what is no plain file', async () => {
    const { repository, open } = await place();

    const commit = await open().amend([], () => amendmentOf({ 'index.json': '{}', 'notes/a.md': 'a' }), never);
    const before = repository.git('rev-parse', 'main').trim();

    expect(before).toBe(commit);
    const overFolder = open().amend([], () => amendmentOf({ notes: 'x' }), never);
    await expect(overFolder).rejects.toMatchObject({ code: 'publication-path-refused' });
    expect(repository.git('rev-parse', 'main').trim()).toBe(before);
    expect(repository.fsck()).toBe('');
  });

  it('A45: stops at a branch of its name that holds something else, and leaves it', async () => {
    const { repository, open } = await place();
    await publishOn(open(), { connector: 'first' }, signer);
    const plan = await planOn(open(), {}, signer);
    const main = repository.git('rev-parse', 'main');
    const foreign = repository.commitAsSomebody(
      { 'certified-connectors/acme/widgets/README.md': 'evil' },
      plan.branch.replace('refs/heads/', ''),
    );

    await expect(open().publish(plan, never)).rejects.toMatchObject({
      code: 'publication-conflict',
      fault: 'upstream',
    });

    expect(repository.git('rev-parse', plan.branch).trim()).toBe(foreign);
    expect(repository.git('rev-parse', 'main')).toBe(main);
  });

  it('stops at a branch with our message and author but other bytes', async () => {
    const { repository, open } = await place();
    await publishOn(open(), { connector: 'first' }, signer);
    const plan = await planOn(open(), {}, signer);
    const tree = repository.git('rev-parse', 'main^{tree}').trim();
    const forged = repository
      .git(
        '-c',
        'user.name=Assay',
        '-c',
        'user.email=assay@example.org',
        'commit-tree',
        tree,
        '-p',
        'main',
        '-m',
        plan.message,
      )
      .trim();
    repository.git('update-ref', plan.branch, forged);

    await expect(open().publish(plan, never)).rejects.toMatchObject({ code: 'publication-conflict' });
  });

  it('notices what was changed by hand, and neither serves nor overwrites it', async () => {
    const { repository, open } = await place();
    await publishOn(open(), {}, signer);
    const next = { version: '1.1.0', files: filesOf({ 'README.md': 'next' }) };
    const planned = await planOn(open(), next, signer);

    repository.commitAsSomebody({ 'certified-connectors/acme/widgets/README.md': 'edited' });

    await expect(open().published('acme', 'widgets')).rejects.toMatchObject({ code: 'publication-mismatch' });
    await expect(open().publish(planned, never)).rejects.toMatchObject({ code: 'publication-conflict' });
    await expect(planOn(open(), next, signer)).rejects.toMatchObject({ code: 'publication-mismatch' });
    expect(repository.read('certified-connectors/acme/widgets/README.md')).toBe('edited');
  });

  it('does not follow a link that somebody put into the folder', async () => {
    const { folder, repository, open } = await place();
    await publishOn(open(), {}, signer);
    const clone = join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', repository.directory, clone]);
    await symlink('/etc/passwd', join(clone, 'certified-connectors/acme/widgets/intro.md'));
    execFileSync('git', ['add', '--all'], { cwd: clone });
    execFileSync('git', ['-c', 'user.name=M', '-c', 'user.email=m@x', 'commit', '--quiet', '--message', 'link'], {
      cwd: clone,
    });
    execFileSync('git', ['push', '--quiet', 'origin', 'HEAD:main'], { cwd: clone });

    await expect(open().published('acme', 'widgets')).rejects.toMatchObject({
      code: 'publication-mismatch',
      detail: expect.stringContaining('120000'),
    });
  });

  it('goes on with a mirror that was deleted, and with the leavings of killed processes in it', async () => {
    const { folder, repository, open } = await place();
    const mirrorDirectory = join(folder, 'mirror');
    const catalog = open({ mirrorDirectory });
    await publishOn(catalog, {}, signer);

    await rm(mirrorDirectory, { recursive: true });
    await publishOn(catalog, { connector: 'second' }, signer);
    const old = new Date(Date.now() - 3 * 3600 * 1000);
    const leavings = ['assay-work/dead', 'refs/remotes/assay/main.lock', 'packed-refs.lock'].map(name =>
      join(mirrorDirectory, name),
    );
    await mkdir(leavings[0] ?? '', { recursive: true });
    for (const file of leavings.slice(1)) await writeFile(file, '');
    for (const path of leavings) await utimes(path, old, old);
    repository.commitAsSomebody({ 'notes.md': 'moves main' });
    await publishOn(catalog, { connector: 'third' }, signer);

    expect(await readdir(join(mirrorDirectory, 'assay-work'))).toEqual([]);
    expect(repository.paths().filter(path => path.startsWith('certificates/'))).toHaveLength(3);
  });

  describe('when the repository cannot be used', () => {
    const unreachable = { code: 'catalog-unreachable', fault: 'upstream' };

    it('says so of a path where nothing is, and of a folder that is no repository', async () => {
      await mkdir(join(root, 'no repository'));

      for (const remote of [join(root, 'nothing'), join(root, 'no repository')]) {
        const catalog = catalogOn(remote);
        await expect(catalog.published('acme', 'widgets')).rejects.toMatchObject(unreachable);
        await expect(publishOn(catalog, {}, signer)).rejects.toMatchObject({
          ...unreachable,
          detail: expect.stringContaining(remote),
        });
      }
    });

    it('says what a hook refused with', async () => {
      const { repository, open } = await place();
      repository.hook('pre-receive', 'echo "the catalogue is frozen" >&2; exit 1');

      await expect(publishOn(open(), {}, signer)).rejects.toMatchObject({
        ...unreachable,
        detail: expect.stringContaining('the catalogue is frozen'),
      });
    });

    it('does not wait longer than it is told for a server that hangs, and shows the token to nobody', async () => {
      const sockets: Socket[] = [];
      const server = createTcpServer(socket => sockets.push(socket)).listen(0, '127.0.0.1');
      await new Promise(resolve => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const catalog = catalogOn(`http://robot:s3cr3t-token@127.0.0.1:${port}/catalog.git`, { timeoutSeconds: 2 });
      const started = Date.now();

      const asked = catalog.published('acme', 'widgets').catch((error: unknown) => error);
      await new Promise(resolve => setTimeout(resolve, 1000));
      const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      const problem = await asked;

      expect(running).toContain(`127.0.0.1:${port}`);
      expect(running).not.toContain('s3cr3t-token');
      expect(problem).toMatchObject(unreachable);
      expect(JSON.stringify(problem) + String(problem)).not.toContain('s3cr3t-token');
      expect(catalog.target).toBe(`http://127.0.0.1:${port}/catalog.git`);
      expect(Date.now() - started).toBeLessThan(15_000);
      for (const socket of sockets) socket.destroy();
      server.close();
    });

    it('stops waiting for a hook that never ends', async () => {
      const { folder, repository, open } = await place();
      repository.hook('pre-receive', `echo $$ > "${folder}/hook"; exec sleep 30`);
      const started = Date.now();

      await expect(publishOn(open({ timeoutSeconds: 3 }), {}, signer)).rejects.toMatchObject({
        ...unreachable,
        detail: expect.stringContaining('no answer within 3 seconds'),
      });

      process.kill(Number(await readFile(join(folder, 'hook'), 'utf8')));
      expect(Date.now() - started).toBeLessThan(15_000);
    });

    it('gives the token to the server that it is for, and follows no redirect with it', async () => {
      const seen: (string | undefined)[] = [];
      const server = createServer((request, response) => {
        seen.push(request.headers.authorization);
        response
          .writeHead(seen.length === 1 ? 401 : 302, { location: 'http://127.0.0.1:9/', 'www-authenticate': 'Basic' })
          .end();
      }).listen(0, '127.0.0.1');
      await new Promise(resolve => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const catalog = catalogOn(`http://robot:s3cr3t@127.0.0.1:${port}/catalog.git`);

      await expect(catalog.published('acme', 'widgets')).rejects.toMatchObject(unreachable);
      await expect(catalog.published('acme', 'widgets')).rejects.toMatchObject(unreachable);

      expect(seen[0]).toBe(`Basic ${Buffer.from('robot:s3cr3t').toString('base64')}`);
      server.close();
    });

    it('says that git is missing', async () => {
      const catalog = catalogOn(join(root, 'nothing'), { searchPath: join(root, 'no programs here') });

      await expect(catalog.published('acme', 'widgets')).rejects.toMatchObject({ code: 'git-missing' });
    });

    it.each([
      'ext::sh -c "touch pwned"',
      'fd::17',
      'git://example.org/x',
      'https://',
      'ssh://robot:pass@example.org/x',
      '',
    ])('refuses the address %j before git sees it', address => {
      expect(() => catalogOn(address)).toThrow(Problem);
    });
  });
});
