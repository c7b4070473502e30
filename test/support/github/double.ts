import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TestRepository } from '../git-repository.js';
import { serveGit } from './git-over-http.js';
import { describedOperations } from './openapi.js';
import type { Operation, UsedOperation } from './openapi.js';

/** What can be asked of the double: an operation of the API, or git reading and pushing. */
export type Asked = UsedOperation | 'git read' | 'git push';

/**
 * What happens to one request instead of its answer. `effect` false: nothing is done; true: it is done, and then answered so.
 * `lost`: the connection ends without an answer, `hang`: it stays open without one.
 */
export interface Disturbance {
  readonly effect: boolean;
  readonly answer: 'lost' | 'hang' | 'usual' | { status: number; message: string; headers?: Record<string, string> };
  /** Done first. */
  readonly first?: () => void | Promise<void>;
}

export interface PullRequest {
  readonly number: number;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  base: string;
  state: 'open' | 'closed';
  /** The merge commit. */
  merged: string | null;
  /** Where the branch stood when it was closed; null while it is open. */
  lastHead: string | null;
  labels: string[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

const owner = 'acme';
const name = 'catalogue';

/**
 * A GitHub with one repository: the part of the REST API that Assay uses, and git over http with the real repository behind both. What is
 * asked and answered is held against GitHub's own description; {@link mismatches} lists what is not by it.
 */
export class GitHubDouble {
  readonly repository: TestRepository;
  readonly token = 'github_pat_11AAAAAAA0double';
  readonly mismatches: string[] = [];
  /** Everything that was asked, in order. */
  readonly asked: Asked[] = [];
  readonly pulls: PullRequest[] = [];
  /** What the rules of the main branch say of pull requests; `unknown` counts down by a look. */
  rules: { blocked: boolean; unknownLooks: number } = { blocked: false, unknownLooks: 0 };
  /** The App that may have tokens made for installation 9, by its public key. */
  app: { readonly id: string; readonly publicKey: string } | null = null;
  readonly #root: string;
  readonly #prefix: string;
  readonly #server: Server;
  readonly #operations: readonly Operation[];
  readonly #example: (of: string) => Record<string, unknown>;
  readonly #tokens = new Set([this.token]);
  readonly #disturbances: { asked: Asked; disturbance: Disturbance }[] = [];

  private constructor(root: string, repository: TestRepository, prefix: string) {
    this.#root = root;
    this.#prefix = prefix;
    this.repository = repository;
    ({ operations: this.#operations, example: this.#example } = described());
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        this.mismatches.push(`The double broke: ${String(error)}`);
        response.destroy();
      });
    });
  }

  /** Starts one with an empty repository below `root`. `prefix`: where its API is, as Enterprise Server has it. */
  static async start(root: string, prefix = '/api/v3'): Promise<GitHubDouble> {
    const repository = await TestRepository.make(join(root, owner, `${name}.git`));
    const double = new GitHubDouble(root, repository, prefix);
    double.#server.listen(0, '127.0.0.1');
    await once(double.#server, 'listening');
    return double;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Address of the repository for git. */
  get remote(): string {
    return `${this.origin}/${owner}/${name}.git`;
  }

  get api(): string {
    return `${this.origin}${this.#prefix}`;
  }

  /** Lets the next requests of this kind end otherwise, one for each disturbance. */
  disturb(asked: Asked, ...disturbances: readonly Disturbance[]): void {
    for (const disturbance of disturbances) this.#disturbances.push({ asked, disturbance });
  }

  count(asked: Asked): number {
    return this.asked.filter(each => each === asked).length;
  }

  /** A person merges a pull request, as the page of GitHub does. */
  mergeByHand(number: number): void {
    const answer = this.#merge(this.#pull(number), {});
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  closeByHand(number: number): void {
    const pull = this.#pull(number);
    pull.lastHead = this.#headOf(pull);
    pull.state = 'closed';
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { pathname, search } = new URL(request.url ?? '', this.origin);
    if (pathname.startsWith(`/${owner}/${name}.git/`)) return this.#serveGit(request, response, pathname, search, body);
    const path = pathname.startsWith(`${this.#prefix}/`) ? pathname.slice(this.#prefix.length) : '?';
    const operation = this.#operations.find(
      ({ name: of, path: at }) => of.startsWith(`${request.method} `) && at.test(path),
    );
    if (operation === undefined) {
      this.mismatches.push(`${request.method} ${pathname} is none of the operations in use`);
      return send(response, notFound);
    }
    this.asked.push(operation.name);
    const query = new URLSearchParams(search);
    const content: unknown = body.length === 0 ? undefined : JSON.parse(body.toString('utf8'));
    this.#note(operation.wrongInRequest({ query, body: content }));
    await this.#answer(operation.name, response, () => {
      const answer = this.#handle(operation, request, path, query, content ?? {});
      this.#note(operation.wrongInAnswer(answer.status, answer.body));
      send(response, answer);
    });
  }

  /** Does and answers what was asked, or what it was told to do instead. */
  async #answer(
    asked: Asked,
    response: ServerResponse,
    usual: (silent: boolean) => void | Promise<void>,
  ): Promise<void> {
    const index = this.#disturbances.findIndex(each => each.asked === asked);
    if (index < 0) return usual(false);
    const [{ disturbance: { effect, answer, first } } = { disturbance: quiet }] = this.#disturbances.splice(index, 1);
    await first?.();
    if (answer === 'usual') return usual(false);
    if (effect) {
      // Whoever waits for the answer must not see any of it.
      response.write = () => true;
      const end = response.end.bind(response);
      const writeHead = response.writeHead.bind(response);
      response.end = () => response;
      response.writeHead = () => response;
      await usual(true);
      Object.assign(response, { end, writeHead });
    }
    if (answer === 'lost') return void response.destroy();
    if (answer === 'hang') return;
    const { status, message, headers } = answer;
    send(response, {
      status,
      body: { message, documentation_url: 'https://docs.github.com/rest' },
      ...(headers && { headers }),
    });
  }

  async #serveGit(request: IncomingMessage, response: ServerResponse, path: string, search: string, body: Buffer) {
    const isPush = path.endsWith('/git-receive-pack') || search.includes('git-receive-pack');
    const given = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const [user, token = ''] = Buffer.from(given, 'base64').toString('utf8').split(':');
    if (user !== 'x-access-token' || !this.#tokens.has(token)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    const asked = isPush ? 'git push' : 'git read';
    const serve = () => serveGit(request, response, { root: this.#root, path, query: search.slice(1), user, body });
    // Only what does the work counts; the listing of refs before it is asked for by every command.
    if (!path.endsWith('/git-receive-pack') && !path.endsWith('/git-upload-pack')) return serve();
    this.asked.push(asked);
    await this.#answer(asked, response, serve);
  }

  #handle(operation: Operation, request: IncomingMessage, path: string, query: URLSearchParams, body: object): Answer {
    const [, ...parts] = operation.path.exec(path) ?? [];
    const { name: asked } = operation;
    if (asked === 'POST /app/installations/{installation_id}/access_tokens') {
      return this.#makeToken(request, parts[0] ?? '');
    }
    const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!this.#tokens.has(token)) return refusal(401, 'Bad credentials');
    if (parts[0] !== owner || parts[1] !== name) return notFound;
    const pull = this.pulls.find(({ number }) => number === Number(parts[2]));
    switch (asked) {
      case 'GET /repos/{owner}/{repo}/pulls':
        return { status: 200, body: this.#listed(query).map(each => this.#shown(each, 'pull-request-simple-items')) };
      case 'POST /repos/{owner}/{repo}/pulls':
        return this.#open(body as { title: string; head: string; base: string; body: string });
      case 'GET /repos/{owner}/{repo}/pulls/{pull_number}':
        return pull === undefined ? notFound : { status: 200, body: this.#shown(pull, 'pull-request') };
      case 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge':
        return pull === undefined ? notFound : this.#merge(pull, body);
      case 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels':
        return pull === undefined ? notFound : this.#label(pull, body as { labels: string[] });
    }
  }

  #makeToken(request: IncomingMessage, installation: string): Answer {
    const [head = '', claims = '', signature = ''] =
      /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.split('.') ?? [];
    const told: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8') || '{}');
    const isSigned =
      this.app !== null &&
      verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        createPublicKey(this.app.publicKey),
        Buffer.from(signature, 'base64url'),
      );
    if (!isSigned || String((told as { iss?: unknown }).iss) !== this.app?.id)
      return refusal(401, 'A JSON web token could not be decoded');
    if (installation !== '9') return notFound;
    const token = `ghs_double${this.#tokens.size}`;
    this.#tokens.add(token);
    const permissions = { contents: 'write', pull_requests: 'write', metadata: 'read' };
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return { status: 201, body: { token, expires_at: expires, permissions, repository_selection: 'selected' } };
  }

  #listed(query: URLSearchParams): PullRequest[] {
    const state = query.get('state') ?? 'open';
    const of = query.get('head')?.replace(`${owner}:`, '');
    return this.pulls
      .filter(pull => (state === 'all' || pull.state === state) && (of === undefined || pull.branch === of))
      .reverse();
  }

  #open({ title, head, base, body }: { title: string; head: string; base: string; body: string }): Answer {
    const invalid = (message: string) => ({
      status: 422,
      body: {
        message: 'Validation Failed',
        documentation_url: 'https://docs.github.com/rest/pulls/pulls#create-a-pull-request',
        errors: [{ resource: 'PullRequest', code: 'custom', message }],
      },
    });
    if (this.#refOf(head) === null) return invalid(`Head ${head} is invalid`);
    if (this.pulls.some(pull => pull.branch === head && pull.state === 'open')) {
      return invalid(`A pull request already exists for ${owner}:${head}.`);
    }
    const pull: PullRequest = {
      ...{ number: this.pulls.length + 1, branch: head, title, body, base, labels: [] },
      ...{ state: 'open', merged: null, lastHead: null },
    };
    this.pulls.push(pull);
    return { status: 201, body: this.#shown(pull, 'pull-request') };
  }

  #label(pull: PullRequest, { labels }: { labels: string[] }): Answer {
    pull.labels = [...new Set([...pull.labels, ...labels])];
    return { status: 200, body: this.#labelsOf(pull) };
  }

  #merge(pull: PullRequest, body: { sha?: string; commit_title?: string; commit_message?: string }): Answer {
    const head = this.#headOf(pull);
    if (pull.state === 'closed') return refusal(405, 'Pull Request is not mergeable');
    if (body.sha !== undefined && body.sha !== head) {
      return refusal(409, 'Head branch was modified. Review and try the merge again.');
    }
    if (this.rules.blocked) return refusal(405, 'Required status check "build" is expected.');
    const tree = this.#mergedTree(pull, head);
    if (tree === null) return refusal(405, 'Pull Request is not mergeable');
    const main = this.#refOf(pull.base) ?? '';
    const message = `${body.commit_title ?? pull.title}\n\n${body.commit_message ?? ''}`;
    const identity = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@github.com'];
    const commit = this.repository.git(...identity, 'commit-tree', tree, '-p', main, '-p', head, '-m', message).trim();
    this.repository.git('update-ref', `refs/heads/${pull.base}`, commit, main);
    Object.assign(pull, { state: 'closed', merged: commit, lastHead: head });
    return { status: 200, body: { sha: commit, merged: true, message: 'Pull Request successfully merged' } };
  }

  /** The tree of the merge; null where it conflicts. */
  #mergedTree(pull: PullRequest, head: string): string | null {
    try {
      return this.repository.git('merge-tree', '--write-tree', this.#refOf(pull.base) ?? '', head).trim();
    } catch {
      return null;
    }
  }

  #shown(pull: PullRequest, example: 'pull-request' | 'pull-request-simple-items'): unknown {
    // Of GitHub's own example, whose teams lack what its description asks of teams.
    const whole = { ...this.#example(example), requested_teams: [] };
    const sha = this.#headOf(pull);
    const closedAt = pull.state === 'closed' ? '2026-02-03T05:00:00Z' : null;
    const known = {
      number: pull.number,
      html_url: `${this.origin}/${owner}/${name}/pull/${pull.number}`,
      state: pull.state,
      title: pull.title,
      body: pull.body,
      labels: this.#labelsOf(pull),
      closed_at: closedAt,
      merged_at: pull.merged === null ? null : closedAt,
      merge_commit_sha: pull.merged,
      head: { ...objectOf(whole, 'head'), ref: pull.branch, label: `${owner}:${pull.branch}`, sha },
      base: {
        ...objectOf(whole, 'base'),
        ref: pull.base,
        label: `${owner}:${pull.base}`,
        sha: this.#refOf(pull.base) ?? '',
      },
    };
    if (example === 'pull-request-simple-items') return { ...whole, ...known };
    const mergeable_state = this.#mergeableState(pull, sha);
    const mergeable = mergeable_state === 'unknown' ? null : mergeable_state !== 'dirty';
    return { ...whole, ...known, merged: pull.merged !== null, mergeable, mergeable_state };
  }

  #mergeableState(pull: PullRequest, head: string): string {
    if (pull.state === 'closed') return 'unknown';
    if (this.rules.unknownLooks > 0) {
      this.rules.unknownLooks -= 1;
      return 'unknown';
    }
    if (this.rules.blocked) return 'blocked';
    return this.#mergedTree(pull, head) === null ? 'dirty' : 'clean';
  }

  #labelsOf({ labels }: PullRequest): unknown[] {
    return labels.map((label, index) => ({
      ...{ id: index + 1, node_id: 'x', url: `${this.api}/repos/${owner}/${name}/labels/${label}`, name: label },
      ...{ description: 'Of Assay', color: 'ededed', default: false },
    }));
  }

  #headOf(pull: PullRequest): string {
    return pull.lastHead ?? this.#refOf(pull.branch) ?? '';
  }

  #refOf(branch: string): string | null {
    const found = this.repository.git('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`).trim();
    return found === '' ? null : found;
  }

  #pull(number: number): PullRequest {
    const pull = this.pulls.find(each => each.number === number);
    if (pull === undefined) throw new Error(`There is no pull request ${number}`);
    return pull;
  }

  #note(wrong: string): void {
    if (wrong !== '') this.mismatches.push(wrong);
  }
}

function objectOf(from: object, key: string): object {
  const value: unknown = Object.entries(from).find(([name]) => name === key)?.[1];
  return typeof value === 'object' && value !== null ? value : {};
}

const quiet: Disturbance = { effect: false, answer: 'usual' };
const notFound = refusal(404, 'Not Found');

function refusal(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) } };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Read and compiled once: the description has 13 MB. */
let description: ReturnType<typeof describedOperations> | null = null;
function described(): ReturnType<typeof describedOperations> {
  return (description ??= describedOperations());
}

/** Whether this machine has git's server for http. */
export function hasGitOverHttp(): boolean {
  const programs = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  return execFileSync('ls', [programs], { encoding: 'utf8' }).includes('git-http-backend');
}
