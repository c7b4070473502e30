import { execFileSync, spawnSync } from 'node:child_process';
import { problem } from '../../core/problems.js';

/** The user that the server runs as, when that is not the user of this process. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Accounts that exist to run such a server, most fitting first. `nobody` is on every system. */
const serverAccounts = ['postgres', '_postgres', 'nobody'];

/** True when this process is root, as which PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The unprivileged user that root starts the server as. Throws `embedded-postgres-failed` when the system knows none. */
export function serverIdentity(): Identity {
  for (const account of serverAccounts) {
    const uid = idOf('-u', account);
    const gid = idOf('-g', account);
    if (uid && gid) return { uid, gid };
  }
  const reason = `PostgreSQL refuses to run as root, and this system has none of the users ${serverAccounts.join(', ')}.`;
  throw problem('embedded-postgres-failed', { reason });
}

/** True when the identity may enter this folder: asked of the kernel, which knows of modes, ACLs and mounts. */
export function canEnter(folder: string, identity: Identity): boolean {
  return spawnSync('test', ['-x', folder], { ...identity, cwd: '/', stdio: 'ignore' }).status === 0;
}

function idOf(option: '-u' | '-g', account: string): number | null {
  try {
    const id = Number(execFileSync('id', [option, account], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return Number.isInteger(id) && id > 0 ? id : null;
  } catch {
    return null; // no such account
  }
}
