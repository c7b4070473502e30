import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { rules } from '../../rulesets/rules.js';
import type { SubmissionView } from '../../src/api/view.js';
import { looksLikeConnector } from '../../src/cli/check/find-packages.js';
import { readPackage } from '../../src/cli/check/read-package.js';
import type { CheckResult } from '../../src/cli/check/result.js';
import { profiles } from '../../src/core/finding.js';
import type { Finding, Profile } from '../../src/core/finding.js';
import { readJson } from '../../src/core/json-text.js';
import { isObject } from '../../src/core/json-value.js';
import { packageFileNames } from '../../src/core/package.js';
import type { StageName } from '../../src/core/stage-names.js';
import type { TimelineEntry } from '../../src/core/step.js';
import { overallVerdict } from '../../src/core/verdict.js';
import type { Verdict } from '../../src/core/verdict.js';
import { intakeRules } from '../../src/stages/intake/rules.js';
import { createTestDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { formOf, runProgram, startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

/**
 * The laptop and the service agree, connector by connector. The connectors are real ones where there are some: those of the folder
 * that ASSAY_TEST_CORPUS names, laid out as the public repository of connectors, or of the archive beside the checkout. Anywhere
 * else they are the repository's own: its samples, and a faulty package for every rule.
 */

const minute = 60_000;
const beside = fileURLToPath(new URL('../../../shared/corpus/connectors.tgz', import.meta.url));
const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** Submissions that are under way at the same time. */
const lanes = 8;
const pollMs = 100;

/** One mistake may show in every connector. */
const shownDifferences = 10;

/** Nothing listens there. What passes lint may reach the functional stage before it is withdrawn, and must call no stranger. */
const nowhere = 'http://127.0.0.1:9';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: TestDatabase;
let service: Service;
let submitter: string;
let checked: Readonly<Record<Profile, readonly CheckResult[]>>;
let submitted = 0;

beforeAll(async () => {
  folder = await temporaryFolder('assay-same-verdict-');
  await gatherConnectors(folder.path);
  checked = { verified: await check('verified'), independent: await check('independent') };
  database = await createTestDatabase();
  service = await startService({
    DATABASE_URL: database.url,
    ASSAY_EGRESS_ALLOW: (await hostsThatPass()).map(host => `${host}=${nowhere}`).join(','),
    ASSAY_LOG_LEVEL: 'error',
    ASSAY_SHUTDOWN_SECONDS: '0',
  });
  for (const kind of profiles) await answer('/publishers', service.token, { slug: kind, name: kind, kind });
  const person = { name: 'Sam', roles: ['submitter'], publishers: profiles };
  const { id } = await answer<{ id: string }>('/accounts', service.token, person);
  const token = { name: 'Sam', scopes: ['read', 'submit'] };
  submitter = (await answer<{ secret: string }>(`/accounts/${id}/tokens`, service.token, token)).secret;
}, 5 * minute);

afterAll(async () => {
  await service?.stop();
  await database?.drop();
  await folder?.remove();
}, minute);

describe.each(profiles)('a connector of the kind %s', kind => {
  it(
    'is judged by `assay check` as the service judges it, finding by finding',
    async () => {
      const waiting = [...checked[kind]];
      const differences: Difference[] = [];
      const lane = async () => {
        for (let result = waiting.shift(); result !== undefined; result = waiting.shift()) {
          const { timeline } = await judged(result.path, kind);
          const path = relative(folder.path, result.path);
          differences.push(...differencesOf(judgementHere(result), judgementThere(timeline), path));
        }
      };

      await Promise.all(Array.from({ length: lanes }, lane));

      expect(checked[kind].length).toBeGreaterThan(0);
      expect(differences.slice(0, shownDifferences)).toEqual([]);
    },
    10 * minute,
  );
});

/** What is compared: the verdict, and what either stage found, in its order. */
interface Judgement {
  readonly verdict: Verdict;
  readonly intake: readonly Finding[];
  readonly lint: readonly Finding[];
}

function judgementHere({ verdict, findings }: CheckResult): Judgement {
  const ofIntake = ({ rule }: Finding) => Object.hasOwn(intakeRules, rule);
  return { verdict, intake: findings.filter(ofIntake), lint: findings.filter(finding => !ofIntake(finding)) };
}

function judgementThere(timeline: readonly TimelineEntry[]): Judgement {
  const entries = timeline.filter(({ stage }) => stage === 'intake' || stage === 'lint');
  const findingsOf = (of: StageName) => entries.find(({ stage }) => stage === of)?.report?.findings ?? [];
  return {
    verdict: overallVerdict(entries.map(entry => entry.verdict ?? 'inconclusive')),
    intake: findingsOf('intake'),
    lint: findingsOf('lint'),
  };
}

/** Where the two judgements on the connector at this path first differ, if they do. */
interface Difference {
  readonly path: string;
  readonly what: string;
  readonly here: unknown;
  readonly there: unknown;
}

function differencesOf(here: Judgement, there: Judgement, path: string): Difference[] {
  if (here.verdict !== there.verdict) return [{ path, what: 'verdict', here: here.verdict, there: there.verdict }];
  for (const stage of ['intake', 'lint'] as const) {
    const most = Math.max(here[stage].length, there[stage].length);
    for (let index = 0; index < most; index += 1) {
      const [ours, theirs] = [here[stage][index], there[stage][index]];
      if (!isDeepStrictEqual(ours, theirs)) return [{ path, what: `${stage}[${index}]`, here: ours, there: theirs }];
    }
  }
  return [];
}

/** Lays the connectors below one folder for each kind of publisher. */
async function gatherConnectors(root: string): Promise<void> {
  const named = process.env.ASSAY_TEST_CORPUS;
  if (named === undefined && !existsSync(beside)) return gatherExamples(root);
  const corpus = join(root, 'corpus');
  await mkdir(corpus);
  if (named === undefined) await promisify(execFile)('tar', ['-xzf', beside, '-C', corpus]);
  else await cp(named, corpus, { recursive: true });
  for (const kind of profiles) await mkdir(join(root, kind));
  for (const name of await readdir(corpus)) {
    const kind = name === 'independent-publisher-connectors' ? 'independent' : 'verified';
    await rename(join(corpus, name), join(root, kind, name));
  }
}

/** The samples, and what each rule first shows as wrong, where that makes a package; some are about its having no definition. */
async function gatherExamples(root: string): Promise<void> {
  for (const kind of profiles) await cp(examples, join(root, kind, 'examples'), { recursive: true });
  for (const rule of rules) {
    for (const { profile, content } of rule.bad.slice(0, 1)) {
      const files = content();
      if (!looksLikeConnector([...files.keys()])) continue;
      for (const [name, bytes] of files) {
        const path = join(root, profile, rule.id, name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, bytes);
      }
    }
  }
}

/** What the built program says of every connector of this kind. */
async function check(kind: Profile): Promise<CheckResult[]> {
  const options = ['--corpus', join(folder.path, kind), '--profile', kind, '--format', 'json'];
  const { out } = await runProgram(['check', ...options], {}, 4 * minute);
  return out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as CheckResult);
}

/** The hosts of the connectors that lint will let through. */
async function hostsThatPass(): Promise<string[]> {
  const passed = profiles.flatMap(kind => checked[kind].filter(({ verdict }) => verdict === 'pass'));
  const hosts = await Promise.all(
    passed.map(async ({ path }) => {
      const { value } = readJson(await readFile(join(path, packageFileNames.definition)));
      return isObject(value) && typeof value.host === 'string' ? [value.host] : [];
    }),
  );
  return [...new Set(hosts.flat())];
}

/** Submits this folder as the command line would, waits until lint has looked, and takes back what goes on from there. */
async function judged(path: string, kind: Profile): Promise<SubmissionView> {
  submitted += 1;
  const connector = `connector-${submitted}`;
  const { bytes, name } = await readPackage(path);
  const body = formOf({ publisher: kind, connector }, bytes, name);
  const accepted = await service.ask('/submissions', submitter, { method: 'POST', body });
  if (accepted.status !== 202) throw new Error(`${path} was not accepted: ${await accepted.text()}`);
  const { id } = (await accepted.json()) as SubmissionView;
  while (!(await isJudged(id))) await delay(pollMs);
  const view = await answer<SubmissionView>(`/submissions/${id}`, submitter);
  if (view.state !== 'returned') await service.ask(`/submissions/${id}/withdraw`, submitter, { method: 'POST' });
  return view;
}

/** Asked of the database: the service would make a whole view for every question. */
async function isJudged(id: string): Promise<boolean> {
  const { rows } = await database.query(
    `select from submission s where id = $1
        and (state <> 'running' or exists (select from step where submission_id = s.id and stage = 'lint' and finished_at is not null))`,
    [id],
  );
  return rows.length > 0;
}

async function answer<T>(path: string, token: string | null, json?: unknown): Promise<T> {
  const answered = await service.ask(path, token, json === undefined ? {} : { json });
  if (!answered.ok) throw new Error(`${path} answered ${answered.status}: ${await answered.text()}`);
  // Read in the test's own realm: what fetch reads itself never strictly equals it.
  return JSON.parse(await answered.text()) as T;
}
