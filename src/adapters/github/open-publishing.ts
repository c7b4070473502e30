import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { GitHubAddress } from '../../core/github-address.js';
import type { Log } from '../../core/log.js';
import type { Merging } from '../../core/merging.js';
import { problem } from '../../core/problems.js';
import { openGitHub } from './client.js';
import type { GitHubCredentials } from './client.js';
import { GitHubMerging } from './merging.js';

/** What publishing through GitHub is set up with. */
export interface GitHubSetting extends GitHubAddress {
  readonly credentials:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'app'; readonly appId: string; readonly keyFile: string; readonly installationId: number };
  /** Null: Assay pushes by itself, with the account's rights. */
  readonly mergedBy: 'us' | 'person' | null;
  readonly mainBranch: string;
  readonly log: Log;
}

/** No request to GitHub takes longer. */
const requestSeconds = 60;

/** What the catalogue in git needs of GitHub. Nothing is asked yet. Throws `github-key-unusable`. */
export async function openPublishing(
  setting: GitHubSetting,
): Promise<{ readonly authorization: () => Promise<string>; readonly merging?: Merging }> {
  const { owner, repository, api, mergedBy: by, mainBranch, log } = setting;
  const credentials = await credentialsOf(setting);
  const github = openGitHub({ owner, repository, api, credentials, log, timeoutSeconds: requestSeconds });
  const authorization = () => github.authorization();
  return by === null
    ? { authorization }
    : { authorization, merging: new GitHubMerging(github, { by, mainBranch, log }) };
}

async function credentialsOf({ credentials }: GitHubSetting): Promise<GitHubCredentials> {
  if (credentials.kind === 'token') return credentials;
  const { kind, appId, installationId, keyFile: path } = credentials;
  const unusable = (reason: string) => problem('github-key-unusable', { path, reason });
  const privateKey = await readFile(path, 'utf8').catch(() => {
    throw unusable('it cannot be read');
  });
  try {
    createPrivateKey(privateKey);
  } catch {
    throw unusable('it holds no private key in PEM');
  }
  return { kind, appId, installationId, privateKey };
}
