import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Log } from '../../core/log.js';
import { problem } from '../../core/problems.js';
import type { Problem } from '../../core/problems.js';
import { failureOf } from './failures.js';

/** As whom Assay works on GitHub. Token and key are secret. */
export type GitHubCredentials =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly installationId: number;
      /** PEM, as GitHub gives it out. */
      readonly privateKey: string;
    };

export interface GitHubOptions {
  /** Where the REST API is, without a slash at its end. */
  readonly api: string;
  readonly owner: string;
  readonly repository: string;
  readonly credentials: GitHubCredentials;
  readonly log?: Log;
  /** No request takes longer. */
  readonly timeoutSeconds: number;
  /** What a second of waiting takes, in milliseconds; tests make it shorter. */
  readonly secondMs?: number;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
}

const Client = Octokit.plugin(retry, throttling);

/** The calls that one piece of work makes. */
export type Calls = InstanceType<typeof Client>['rest'];

/** What every call of a repository's has to name. */
export interface InRepository {
  readonly owner: string;
  readonly repo: string;
  readonly request: { readonly signal: AbortSignal };
}

/** A repository on GitHub, as one account sees it. */
export interface GitHub {
  readonly owner: string;
  /** Milliseconds that a second of waiting takes. */
  readonly secondMs: number;
  /** Value of the `Authorization` header for git over http. Secret. Throws as {@link GitHub.call}. */
  authorization(): Promise<string>;
  /**
   * Makes a call. Throws `publication-waiting` while GitHub asks to come back later, `github-refuses` when it does not let us in,
   * `github-unavailable` when it does not answer; for a while after the first two nothing is asked at all. Other refusals are thrown
   * as they come: {@link statusOf}.
   */
  call<T>(signal: AbortSignal, work: (calls: Calls, repository: InRepository) => Promise<{ data: T }>): Promise<T>;
}

/** A limit of GitHub's that ends later than this is not waited for by a worker: the publication is put back. */
export const longestWaitSeconds = 120;

/** How often a request is repeated that GitHub could not answer: after 1, 4, 9, 16 and 25 seconds. */
const repeats = 5;

/** What repeating a request does not change. 429 is for the limits, not for faults of the server. */
const notRepeated = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

/** Opens a repository on GitHub. Nothing is asked yet. */
export function openGitHub(options: GitHubOptions): GitHub {
  const { owner, repository: repo, log, secondMs = 1000, now = Date.now } = options;
  const octokit = clientOf(options, secondMs);
  let shut: { readonly until: number; readonly problem: Problem } | null = null;

  async function guarded<T>(signal: AbortSignal | null, work: () => Promise<T>): Promise<T> {
    if (shut !== null && now() < shut.until) throw shut.problem;
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const failure = failureOf(error, { target: `${options.api}/repos/${owner}/${repo}`, now: now() });
      const pause = failure?.context.afterSeconds;
      if (failure !== null && typeof pause === 'number') {
        shut = { until: now() + pause * 1000, problem: failure };
        // Once, here: whoever asks meanwhile gets the same problem, and no further line.
        const { code, detail } = failure;
        const facts = { code, detail, afterSeconds: pause };
        if (code === 'github-refuses') log?.error(facts, 'GitHub refuses what Assay asks');
        else log?.warn(facts, 'GitHub asks Assay to come back later');
      }
      throw failure ?? error;
    }
  }

  return {
    owner,
    secondMs,
    authorization: () =>
      guarded(null, async () => {
        const token =
          options.credentials.kind === 'token' ? options.credentials.token : await installationToken(octokit);
        return `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
      }),
    call: (signal, work) =>
      guarded(signal, async () => (await work(octokit.rest, { owner, repo, request: { signal } })).data),
  };
}

async function installationToken(octokit: InstanceType<typeof Client>): Promise<string> {
  const given: unknown = await octokit.auth({ type: 'installation' });
  if (typeof given === 'object' && given !== null && 'token' in given && typeof given.token === 'string') {
    return given.token;
  }
  throw problem('github-unavailable', { target: 'the token of the installation', reason: 'none was given' });
}

function clientOf({ api, credentials, timeoutSeconds, owner, repository }: GitHubOptions, secondMs: number) {
  const wait = (seconds: number, _: unknown, __: unknown, tries: number) => tries < 2 && seconds <= longestWaitSeconds;
  const pace: object = secondMs < 1000 ? { write: unpaced, notifications: unpaced } : {};
  return new Client({
    baseUrl: api,
    userAgent: 'assay',
    ...(credentials.kind === 'token'
      ? { auth: credentials.token }
      : {
          authStrategy: createAppAuth,
          auth: {
            appId: credentials.appId,
            privateKey: credentials.privateKey,
            installationId: credentials.installationId,
          },
        }),
    request: { fetch: fetchWithin(timeoutSeconds) },
    retry: { retries: repeats, doNotRetry: notRepeated, retryAfterBaseValue: secondMs },
    throttle: {
      // GitHub's pace for writers is kept for each repository by itself.
      id: `${api}/${owner}/${repository}`,
      retryAfterBaseValue: secondMs,
      onRateLimit: wait,
      onSecondaryRateLimit: wait,
      ...pace,
    },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
}

/** For tests whose seconds are short: GitHub's pace of a write a second is counted in true seconds. */
const unpaced = { key: () => ({ schedule: (_: unknown, work: () => Promise<void>) => work() }) };

function nothing(): void {}

/** A token is for the host that it was given for: no redirect is followed with it, and no answer is waited for without end. */
function fetchWithin(seconds: number): typeof fetch {
  return async (input, init) => {
    const timeout = AbortSignal.timeout(seconds * 1000);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const answer = await fetch(input, { ...init, signal, redirect: 'manual' });
    if (answer.status < 300 || answer.status >= 400) return answer;
    const moved = { message: 'It answers with a redirect: the repository was renamed or moved' };
    return Response.json(moved, { status: 410 });
  };
}
