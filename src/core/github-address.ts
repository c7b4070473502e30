import { urlOf } from './url.js';

/** A repository on GitHub or on a GitHub Enterprise Server. */
export interface GitHubAddress {
  readonly owner: string;
  readonly repository: string;
  /** Where the REST API of that host is, without a slash at its end. */
  readonly api: string;
}

/**
 * Reads `https://host/owner/repository(.git)`, the same over ssh, or `git@host:owner/repository`; null for anything else. The API of
 * github.com is a host of its own; Enterprise Server has it below `/api/v3`
 * (https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api).
 */
export function parseGitHubAddress(address: string): GitHubAddress | null {
  const short = /^[\w.-]+@([\w.-]+):([^:\s]+)$/.exec(address);
  const url = urlOf(short ? `ssh://${short[1]}/${short[2]}` : address);
  if (url === null || !['https:', 'http:', 'ssh:'].includes(url.protocol)) return null;
  const named = /^\/([A-Za-z0-9][\w-]{0,99})\/([\w.-]{1,100}?)(?:\.git)?\/?$/.exec(url.pathname);
  const [, owner = '', repository = ''] = named ?? [];
  if (named === null || /^\.+$/.test(repository)) return null;
  return { owner, repository, api: apiOf(url) };
}

function apiOf({ protocol, hostname, host }: URL): string {
  if (hostname === 'github.com' || hostname === 'ssh.github.com') return 'https://api.github.com';
  return protocol === 'ssh:' ? `https://${hostname}/api/v3` : `${protocol}//${host}/api/v3`;
}
