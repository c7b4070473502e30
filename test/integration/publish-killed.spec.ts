import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { GitCatalog } from '../../src/adapters/git/catalog.js';
import type { PublicationPlan, Receipt } from '../../src/core/publication.js';
import { planOn } from '../contracts/catalog.contract.js';
import { TestRepository } from '../support/git-repository.js';
import { makeSigner } from '../support/publication.js';
import { transpileTo } from '../support/transpile.js';

jest.setTimeout(120_000); // tens of git processes each, on a machine that may be busy

/** What a push of a publication does to the repository, in order; each can be cut off before and after it takes effect. */
const pushes = [
  'create refs/heads/main',
  'create refs/heads/publish',
  'update refs/heads/main',
  'delete refs/heads/publish',
];

const signer = makeSigner();
const author = { name: 'Assay', email: 'assay@example.org' };

describe('a publication whose process is killed', () => {
  let root: string;
  let program: string;
  let count = 0;
  /** What a publication that nobody disturbed leaves behind. */
  let undisturbed: Receipt;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay killed '));
    program = join(root, 'program');
    await transpileTo(program, ['src/core', 'src/adapters/git']);
    await writeFile(join(program, 'publish.js'), publisher);
    const { repository, mirrorDirectory } = await place();
    const catalog = catalogOn(repository, mirrorDirectory);
    undisturbed = await catalog.publish(await planOn(catalog, {}, signer), new AbortController().signal);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function place() {
    const folder = join(root, `place ${(count += 1)}`);
    const repository = await TestRepository.make(join(folder, 'repository.git'));
    return { folder, repository, mirrorDirectory: join(folder, 'mirror') };
  }

  function catalogOn({ directory }: TestRepository, mirrorDirectory: string): GitCatalog {
    return new GitCatalog({ remote: directory, mirrorDirectory, mainBranch: 'main', author, timeoutSeconds: 60 });
  }

  const cases = pushes.flatMap(push => [
    { push, hook: 'pre-receive' as const, ending: 'exit 1', when: 'before' },
    { push, hook: 'post-receive' as const, ending: 'exit 0', when: 'after' },
    // git outlives the process that started it, and its push still arrives while the repeat is under way.
    { push, hook: 'pre-receive' as const, ending: 'sleep 0.3; exit 0', when: 'during' },
  ]);

  it.each(cases)('ends the same when repeated: killed $when "$push"', async ({ push, hook, ending }) => {
    const { folder, repository, mirrorDirectory } = await place();
    const catalog = catalogOn(repository, mirrorDirectory);
    const plan = await planOn(catalog, {}, signer);
    const pidFile = join(folder, 'pid');
    repository.hook(hook, killAt(push, pidFile, ending));

    expect(await publishInChild(plan, repository, mirrorDirectory, pidFile)).toBe('SIGKILL');
    await rm(join(repository.directory, 'hooks', hook));
    const receipt = await catalogOn(repository, mirrorDirectory).publish(plan, new AbortController().signal);
    const again = await catalog.publish(plan, new AbortController().signal);

    expect(receipt).toEqual({ ...undisturbed, target: repository.directory });
    expect(again).toEqual(receipt);
    expect(repository.commits('certificates')).toEqual([receipt.commit]);
    expect(repository.git('rev-list', '--count', 'main').trim()).toBe('3');
    expect(repository.refs()).toEqual(['refs/heads/main']);
    expect(repository.fsck()).toBe('');
  });

  async function publishInChild(
    plan: PublicationPlan,
    { directory: remote }: TestRepository,
    mirrorDirectory: string,
    pidFile: string,
  ): Promise<string | null> {
    const planFile = `${pidFile}.plan`;
    const base64 = (files: ReadonlyMap<string, Uint8Array>) =>
      [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]);
    await writeFile(planFile, JSON.stringify({ ...plan, files: base64(plan.files), replaces: base64(plan.replaces) }));
    const options = { remote, mirrorDirectory, mainBranch: 'main', author, timeoutSeconds: 60 };
    const child = spawn(process.execPath, [join(program, 'publish.js'), planFile, JSON.stringify(options), pidFile], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', chunk => (complaint += String(chunk)));
    const [code, signal] = await once(child, 'exit');
    if (signal === null)
      throw new Error(`The publisher ended with ${code}: ${complaint} ${await readFile(pidFile, 'utf8')}`);
    return signal;
  }
});

/** A hook that kills the publisher when this push arrives, and then ends the push in its own way. */
function killAt(push: string, pidFile: string, ending: string): string {
  return `
zero=0000000000000000000000000000000000000000
while read old new ref; do
  what=update
  [ "$old" = "$zero" ] && what=create
  [ "$new" = "$zero" ] && what=delete
  case "$what $ref" in
    "${push}"|"${push}"/*) kill -9 "$(cat "${pidFile}")"; ${ending} ;;
  esac
done`;
}

const publisher = `
import { readFileSync, writeFileSync } from 'node:fs';
import { GitCatalog } from './src/adapters/git/catalog.js';

const [, , planFile, options, pidFile] = process.argv;
writeFileSync(pidFile, String(process.pid));
const plan = JSON.parse(readFileSync(planFile, 'utf8'));
const files = list => new Map(list.map(([path, text]) => [path, Buffer.from(text, 'base64')]));
await new GitCatalog(JSON.parse(options)).publish(
  { ...plan, files: files(plan.files), replaces: files(plan.replaces) },
  new AbortController().signal,
);
`;
