import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { GitCatalog } from '../../src/adapters/git/catalog.js';
import { openGitHub } from '../../src/adapters/github/client.js';
import type { GitHubOptions } from '../../src/adapters/github/client.js';
import { GitHubMerging } from '../../src/adapters/github/merging.js';
import type { PublicationPlan } from '../../src/core/publication.js';
import { planOn, publishOn } from '../contracts/catalog.contract.js';
import { GitHubDouble } from '../support/github/double.js';
import { keptLog } from '../support/kept-log.js';
import { filesOf, makeSigner } from '../support/publication.js';

jest.setTimeout(60_000); // tens of git processes each, on a machine that may be busy

const never = new AbortController().signal;
const signer = makeSigner();
const list = 'GET /repos/{owner}/{repo}/pulls';
const create = 'POST /repos/{owner}/{repo}/pulls';
const merge = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge';
const look = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';

interface Changes extends Partial<GitHubOptions> {
  readonly by?: 'us' | 'person';
  readonly gitSeconds?: number;
}

describe('publishing through GitHub', () => {
  let root: string;
  let github: GitHubDouble;
  let count = 0;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay github '));
    github = await GitHubDouble.start(root);
  });
  afterEach(async () => {
    await github.stop();
    await rm(root, { recursive: true, force: true });
    expect(github.mismatches).toEqual([]);
  });

  function open({ by = 'us', gitSeconds = 60, ...changes }: Changes = {}) {
    const log = keptLog();
    const client = openGitHub({
      api: github.api,
      owner: 'acme',
      repository: 'catalogue',
      credentials: { kind: 'token', token: github.token },
      log,
      timeoutSeconds: 20,
      secondMs: 5,
      ...changes,
    });
    const catalog = new GitCatalog({
      remote: github.remote,
      mirrorDirectory: join(root, `mirror ${(count += 1)}`),
      mainBranch: 'main',
      author: { name: 'Assay', email: 'assay@example.org' },
      timeoutSeconds: gitSeconds,
      log,
      authorization: () => client.authorization(),
      merging: new GitHubMerging(client, { by, mainBranch: 'main', log }),
    });
    return { catalog, log, client };
  }

  /** A plan whose branch and pull request an attempt before has made, and which waits because of a rule. */
  async function waitingPlan(): Promise<PublicationPlan> {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    github.rules.blocked = true;
    await expect(catalog.publish(plan, never)).rejects.toMatchObject({ code: 'publication-waiting' });
    github.rules.blocked = false;
    return plan;
  }

  /** What stands when a publication ended well, however it got there. */
  function expectPublishedOnce(): void {
    expect(github.repository.commits('certificates')).toHaveLength(1);
    expect(github.repository.git('rev-list', '--merges', '--count', 'main').trim()).toBe('1');
    expect(github.repository.refs()).toEqual(['refs/heads/main']);
    expect(github.pulls.map(({ merged }) => merged)).toEqual([github.repository.git('rev-parse', 'main').trim()]);
    expect(github.repository.fsck()).toBe('');
  }

  it('opens a pull request with the evidence, merges exactly our commit, and reads it back', async () => {
    const { catalog } = open();

    const receipt = await publishOn(catalog, {}, signer);

    const [pull] = github.pulls;
    expect(pull).toMatchObject({ title: 'Publish acme/widgets 1.0.0', base: 'main', labels: ['assay'] });
    expect(pull?.body).toContain('| `functional` | `pass` |');
    expect(pull?.lastHead).toBe(receipt.commit);
    expect(pull?.merged).toBe(receipt.mergeCommit);
    expect(github.repository.git('log', '-1', '--format=%s%n%b', 'main')).toContain(
      'Merge the publication of acme/widgets 1.0.0 (#1)\nDigest: sha256:',
    );
    expectPublishedOnce();
  });

  it('does nothing again when it is repeated, and publishes the next version through a pull request of its own', async () => {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    const first = await catalog.publish(plan, never);
    const asked = github.count(create);

    expect(await open().catalog.publish(plan, never)).toEqual(first);
    expect(github.count(create)).toBe(asked);
    await publishOn(catalog, { version: '1.1.0', files: filesOf({ 'README.md': 'next' }) }, signer);

    expect(github.pulls.map(({ title }) => title)).toEqual([
      'Publish acme/widgets 1.0.0',
      'Publish acme/widgets 1.1.0',
    ]);
  });

  it('waits while GitHub works out whether it can be merged', async () => {
    github.rules.unknownLooks = 3; // the answer to its opening is the first

    await publishOn(open().catalog, {}, signer);

    expect(github.count(look)).toBe(3);
    expectPublishedOnce();
  });

  it('waits for required checks without holding anybody, says where, and goes on once they have passed', async () => {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    github.rules.blocked = true;

    await expect(catalog.publish(plan, never)).rejects.toMatchObject({
      code: 'publication-waiting',
      fault: 'upstream',
      detail: `${github.origin}/acme/catalogue/pull/1: the rules of the branch ask for checks or reviews that are not there yet.`,
      context: { afterSeconds: 60 },
    });
    expect(github.count(merge)).toBe(0);
    github.rules.blocked = false;
    await catalog.publish(plan, never);

    expectPublishedOnce();
  });

  it('leaves the merge to a person where a person is to merge, and takes it up once that was done', async () => {
    const { catalog } = open({ by: 'person' });
    const plan = await planOn(catalog, {}, signer);

    for (const attempt of [1, 2])
      await expect(catalog.publish(plan, never)).rejects.toMatchObject({
        code: 'publication-waiting',
        detail: expect.stringContaining(`/pull/${Math.min(attempt, 1)}: a person has to merge it`),
      });
    github.mergeByHand(1);
    const receipt = await catalog.publish(plan, never);

    expect(github.count(merge)).toBe(0);
    expect(receipt.mergeCommit).toBe(github.pulls[0]?.merged);
    expectPublishedOnce();
  });

  it('F21: gives a push up that hangs, and ends well when it is repeated', async () => {
    const { catalog } = open({ gitSeconds: 1 });
    await publishOn(open().catalog, { connector: 'first' }, signer);
    const plan = await planOn(open().catalog, {}, signer);
    github.disturb('git push', { effect: false, answer: 'hang' });

    await expect(catalog.publish(plan, never)).rejects.toMatchObject({
      code: 'catalog-unreachable',
      detail: expect.stringContaining('no answer within 1 seconds'),
    });
    await open().catalog.publish(plan, never);

    expect(github.pulls).toHaveLength(2);
    expect(github.repository.commits('certificates/acme/widgets')).toHaveLength(1);
  });

  it('F22: looks again when somebody else pushes first, and keeps what they pushed', async () => {
    const { catalog } = open();
    await publishOn(catalog, { connector: 'first' }, signer);
    github.disturb(merge, {
      effect: false,
      first: () => void github.repository.commitAsSomebody({ 'notes.md': 'x' }),
      answer: { status: 405, message: 'Base branch was modified. Review and try the merge again.' },
    });

    const receipt = await publishOn(catalog, {}, signer);

    expect(github.repository.paths()).toContain('notes.md');
    expect(github.repository.commits('certificates/acme/widgets')).toEqual([receipt.commit]);
    expect(github.pulls).toHaveLength(2);
  });

  it('F22: gives up after it was overtaken six times, and ends well later', async () => {
    const { catalog } = open();
    await publishOn(catalog, { connector: 'first' }, signer);
    const before = github.count(merge);
    const plan = await planOn(catalog, {}, signer);
    const overtaken = { status: 405, message: 'Base branch was modified. Review and try the merge again.' };
    github.disturb(merge, ...Array.from({ length: 6 }, () => ({ effect: false, answer: overtaken })));

    await expect(catalog.publish(plan, never)).rejects.toMatchObject({ code: 'catalog-contended' });
    expect(github.count(merge) - before).toBe(6);
    await catalog.publish(plan, never);

    expect(github.pulls.map(({ merged }) => merged !== null)).toEqual([true, true]);
  });

  it('F23: takes up a push whose answer was lost', async () => {
    const { catalog } = open();
    await publishOn(catalog, { connector: 'first' }, signer);
    const plan = await planOn(catalog, {}, signer);
    github.disturb('git push', { effect: true, answer: 'lost' });

    // Where the connection was used before, git's own client may ask again by itself.
    const failure: unknown = await catalog.publish(plan, never).then(
      () => null,
      (error: unknown) => error,
    );
    if (failure !== null) expect(failure).toMatchObject({ code: 'catalog-unreachable' });
    const receipt = await open().catalog.publish(plan, never);

    expect(github.repository.commits('certificates/acme/widgets')).toEqual([receipt.commit]);
    expect(github.pulls).toHaveLength(2);
    expect(github.repository.refs()).toEqual(['refs/heads/main']);
  });

  it('F24: opens nothing on a branch that holds something else', async () => {
    const { catalog } = open();
    await publishOn(catalog, { connector: 'first' }, signer);
    const plan = await planOn(catalog, {}, signer);
    const foreign = github.repository.commitAsSomebody({ 'x.md': 'x' }, plan.branch.replace('refs/heads/', ''));

    await expect(catalog.publish(plan, never)).rejects.toMatchObject({ code: 'publication-conflict' });

    expect(github.pulls).toHaveLength(1);
    expect(github.repository.git('rev-parse', plan.branch).trim()).toBe(foreign);
  });

  it.each([401, 403])(
    'F25: asks nothing more for five minutes of a GitHub that refuses with %d, and tells it once',
    async status => {
      let now = 1_000_000;
      const { catalog, log } = open({ now: () => now });
      const plan = await planOn(catalog, {}, signer);
      github.disturb(list, { effect: false, answer: { status, message: 'Resource not accessible' } });
      const refused = { code: 'github-refuses', fault: 'ours', context: { afterSeconds: 300 } };

      await expect(catalog.publish(plan, never)).rejects.toMatchObject(refused);
      const asked = github.asked.length;
      now += 299_000;
      await expect(catalog.publish(plan, never)).rejects.toMatchObject(refused);

      expect(github.asked).toHaveLength(asked);
      expect(log.lines.filter(({ level }) => level === 'error').map(({ sentence }) => sentence)).toEqual([
        'GitHub refuses what Assay asks',
      ]);
      now += 2000;
      await catalog.publish(plan, never);
      expectPublishedOnce();
    },
  );

  it('F26: waits as long as a secondary limit asks, and asks nothing meanwhile', async () => {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    const limited = {
      status: 403,
      message: 'You have exceeded a secondary rate limit',
      headers: { 'retry-after': '60' },
    };
    const times: number[] = [];
    const noted = (answer: typeof limited | 'usual') => ({
      effect: false,
      answer,
      first: () => void times.push(Date.now()),
    });
    github.disturb(create, noted(limited), noted('usual'));

    await catalog.publish(plan, never);

    expect(times).toHaveLength(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(60 * 5 - 5);
    expect(github.asked.filter((_, index) => github.asked[index - 1] === create)).toEqual([create, expect.anything()]);
    expectPublishedOnce();
  });

  it.each([
    [
      'F26: a secondary limit',
      { status: 403, message: 'a secondary rate limit', headers: { 'retry-after': '121' } },
      121,
    ],
    ['F27: 429', { status: 429, message: 'Too many requests', headers: { 'retry-after': '200' } }, 200],
    [
      'F27: a limit that is used up',
      {
        status: 403,
        message: 'API rate limit exceeded',
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1600' },
      },
      600,
    ],
    ['F27: a limit without an end', { status: 429, message: 'Too many requests' }, 60],
  ])('%s that is long puts the publication back until its end', async (_, answer, afterSeconds) => {
    let now = 1_000_000;
    const { catalog } = open({ now: () => now });
    const plan = await planOn(catalog, {}, signer);
    // The plugin for limits knows only the time of this machine, for which that end has long passed.
    github.disturb(list, ...Array.from({ length: afterSeconds === 600 ? 3 : 1 }, () => ({ effect: false, answer })));

    const waiting = { code: 'publication-waiting', context: { afterSeconds } };
    await expect(catalog.publish(plan, never)).rejects.toMatchObject(waiting);
    const asked = github.asked.length;
    await expect(catalog.publish(plan, never)).rejects.toMatchObject(waiting);
    expect(github.asked).toHaveLength(asked);
    now += afterSeconds * 1000;
    await catalog.publish(plan, never);

    expectPublishedOnce();
  });

  it('F28: asks again after 502, 503 and 504, five times if need be', async () => {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    const broken = (status: number) => ({ effect: false, answer: { status, message: 'Server Error' } });
    github.disturb(list, ...[502, 503, 504, 502, 503].map(broken));

    await catalog.publish(plan, never);

    expect(github.count(list)).toBe(6);
    expectPublishedOnce();
  });

  it('F28: says that GitHub does not answer when it stays broken or silent', async () => {
    const broken = { effect: false, answer: { status: 502, message: 'Server Error' } };
    const hung = { effect: false, answer: 'hang' as const };
    const plan = await planOn(open().catalog, {}, signer);
    const unavailable = { code: 'github-unavailable', fault: 'upstream' };

    github.disturb(list, ...Array.from({ length: 6 }, () => broken));
    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject(unavailable);
    github.disturb(list, ...Array.from({ length: 6 }, () => hung));
    await expect(open({ timeoutSeconds: 0.1 }).catalog.publish(plan, never)).rejects.toMatchObject(unavailable);

    await open().catalog.publish(plan, never);
    expectPublishedOnce();
  });

  it.each([
    ['F29: is told exists already', { effect: true, answer: { status: 502, message: 'Bad Gateway' } }],
    ['F30: was opened, and the answer lost', { effect: true, answer: 'lost' as const }],
  ])('takes up a pull request that %s', async (_, disturbance) => {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    github.disturb(create, disturbance);

    await catalog.publish(plan, never);

    expect(github.count(create)).toBe(2);
    expectPublishedOnce();
  });

  it('takes up a merge whose answer was lost', async () => {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    github.disturb(merge, { effect: true, answer: 'lost' });

    await catalog.publish(plan, never);

    expectPublishedOnce();
  });

  it('F29: adopts no pull request that is for another commit or another branch', async () => {
    const plan = await waitingPlan();
    const [pull] = github.pulls;
    if (pull === undefined) throw new Error('There is no pull request');
    pull.base = 'other';
    github.repository.git('branch', 'other', 'main');

    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject({
      code: 'publication-conflict',
      detail: expect.stringContaining('goes to other, not to main'),
    });
    pull.base = 'main';
    pull.lastHead = 'f'.repeat(40);
    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject({
      code: 'publication-conflict',
      detail: expect.stringContaining(`is for ${'f'.repeat(40)}`),
    });

    expect(github.count(merge)).toBe(0);
  });

  it('F31: takes the word of a person who closed the pull request, and opens none again', async () => {
    const plan = await waitingPlan();
    github.closeByHand(1);
    const created = github.count(create);

    for (const by of ['us', 'person'] as const)
      await expect(open({ by }).catalog.publish(plan, never)).rejects.toMatchObject({
        code: 'publication-closed',
        fault: 'yours',
        detail: expect.stringContaining('/pull/1'),
      });

    expect(github.count(create)).toBe(created);
    expect(github.pulls).toHaveLength(1);
  });

  it('F32: never merges a branch that somebody edited, before or while it is asked to', async () => {
    const plan = await waitingPlan();
    const branch = plan.branch.replace('refs/heads/', '');
    const edit = () => {
      github.repository.git('update-ref', plan.branch, github.repository.commitAsSomebody({ 'x.md': 'x' }, 'mallory'));
    };
    github.disturb(merge, { effect: true, answer: 'usual', first: edit });

    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject({ code: 'publication-conflict' });
    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject({ code: 'publication-conflict' });

    expect(github.count(merge)).toBe(1);
    expect(github.pulls[0]).toMatchObject({ branch, state: 'open', merged: null });
    expect(github.repository.paths()).toEqual(['README.md']);
  });

  it('F33: stops at a conflict in its own folder, and overwrites nothing', async () => {
    const plan = await waitingPlan();
    github.repository.commitAsSomebody({ 'certified-connectors/acme/widgets/README.md': 'by hand' });

    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject({ code: 'publication-conflict' });

    expect(github.count(merge)).toBe(0);
    expect(github.repository.read('certified-connectors/acme/widgets/README.md')).toBe('by hand');
  });

  it('F33: stops at a conflict that came while it was asked to merge', async () => {
    const plan = await waitingPlan();
    const first = () => {
      github.repository.commitAsSomebody({ 'certified-connectors/acme/widgets/README.md': 'by hand' });
    };
    github.disturb(merge, { effect: true, answer: 'usual', first });

    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject({ code: 'publication-conflict' });

    expect(github.repository.read('certified-connectors/acme/widgets/README.md')).toBe('by hand');
  });

  it('does not publish again what was merged and taken out since', async () => {
    const plan = await waitingPlan();
    const files = [...plan.files.keys()];
    github.mergeByHand(1);
    github.repository.commitAsSomebody(Object.fromEntries(files.map(path => [path, null])));

    await expect(open().catalog.publish(plan, never)).rejects.toMatchObject({
      code: 'publication-conflict',
      detail: expect.stringContaining('taken out again'),
    });
  });

  it('works as a GitHub App, whose tokens are asked for once and also open git', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    github.app = { id: '7', publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const app = { kind: 'app', appId: '7', installationId: 9, privateKey: pem } as const;

    await publishOn(open({ credentials: app }).catalog, {}, signer);

    expect(github.count('POST /app/installations/{installation_id}/access_tokens')).toBe(1);
    expectPublishedOnce();
  });

  it('says that an installation does not exist', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    github.app = { id: '7', publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const { catalog } = open({ credentials: { kind: 'app', appId: '7', installationId: 8, privateKey: pem } });

    await expect(publishOn(catalog, {}, signer)).rejects.toMatchObject({ code: 'github-refuses' });
  });

  it('gives no token to where a redirect leads', async () => {
    const { catalog } = open();
    const plan = await planOn(catalog, {}, signer);
    const moved = { status: 301, message: 'Moved', headers: { location: `${github.origin}/stolen` } };
    github.disturb(list, { effect: false, answer: moved });

    await expect(catalog.publish(plan, never)).rejects.toMatchObject({
      code: 'github-refuses',
      detail: expect.stringContaining('renamed or moved'),
    });
  });

  it('shows its token to nobody, whatever fails', async () => {
    const { catalog, log } = open({ credentials: { kind: 'token', token: 'github_pat_wrong' } });

    const failure: unknown = await publishOn(catalog, {}, signer).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'catalog-unreachable' });
    const told = JSON.stringify([failure, log.lines]) + String(failure);
    expect(told).not.toContain('github_pat_wrong');
    expect(told).not.toContain(Buffer.from('x-access-token:github_pat_wrong').toString('base64'));
  });
});
