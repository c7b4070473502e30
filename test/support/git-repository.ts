import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureRepository } from '../../src/adapters/git/bare-repository.js';

const searchPath = process.env.PATH ?? '';

/** A bare repository of a test, looked at and changed with plain git, past the code under test. */
export class TestRepository {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async make(directory: string): Promise<TestRepository> {
    await ensureRepository({ directory, mainBranch: 'main', searchPath });
    return new TestRepository(directory);
  }

  git(...args: readonly string[]): string {
    return gitIn(this.directory, ...args);
  }

  /** Full names of all refs, and where they stand. */
  refs(): string[] {
    return lines(this.git('for-each-ref', '--format=%(refname)'));
  }

  /** Ids of the commits on main that changed a path, newest first. */
  commits(...paths: readonly string[]): string[] {
    return lines(this.git('rev-list', '--no-merges', 'main', '--', ...paths));
  }

  paths(): string[] {
    return lines(this.git('ls-tree', '-r', '--name-only', 'main'));
  }

  read(path: string): string {
    return this.git('show', `main:${path}`);
  }

  /** What git's own check says; '' when all is well. */
  fsck(): string {
    return this.git('fsck', '--strict', '--no-dangling', '--full').trim();
  }

  /** Somebody else commits to a branch: paths → content, null to delete. */
  commitAsSomebody(changes: Readonly<Record<string, string | null>>, branch = 'main'): string {
    const clone = join(dirname(this.directory), `clone ${randomUUID()}`);
    gitIn(dirname(this.directory), 'clone', '--quiet', this.directory, clone);
    if (branch !== 'main') gitIn(clone, 'checkout', '--quiet', '-B', branch);
    for (const [path, content] of Object.entries(changes)) {
      mkdirSync(dirname(join(clone, path)), { recursive: true });
      if (content === null) rmSync(join(clone, path));
      else writeFileSync(join(clone, path), content);
    }
    gitIn(clone, 'add', '--all', '--force');
    gitIn(
      clone,
      '-c',
      'user.name=Mallory',
      '-c',
      'user.email=m@example.org',
      'commit',
      '--quiet',
      '--message',
      'By hand',
    );
    gitIn(clone, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    const id = gitIn(clone, 'rev-parse', 'HEAD').trim();
    rmSync(clone, { recursive: true });
    return id;
  }

  hook(name: 'pre-receive' | 'post-receive', script: string): void {
    const path = join(this.directory, 'hooks', name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
}

function gitIn(directory: string, ...args: readonly string[]): string {
  const env = { PATH: searchPath, HOME: directory, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', args, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function lines(text: string): string[] {
  return text.split('\n').filter(line => line !== '');
}
