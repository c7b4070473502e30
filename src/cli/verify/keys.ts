import { readFile } from 'node:fs/promises';
import type { PublicKey } from '../../core/certificate.js';
import { problem } from '../../core/problems.js';
import { parsePublicKey } from '../../stages/publish/public-key.js';
import type { Tree } from './tree.js';

/** Public keys, and whether somebody other than the repository vouches for them. */
export interface TrustedKeys {
  readonly keys: readonly PublicKey[];
  readonly vouchedFor: boolean;
}

/**
 * The keys of a file that the caller trusts: one key or a list of them as JSON, or PEM. Throws `key-file-unusable`.
 */
export async function keysFromFile(path: string): Promise<TrustedKeys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw problem('key-file-unusable', { path, reason: `cannot be read (${error.code ?? error.message})` }, error);
  });
  const keys = textsOf(text).map(parsePublicKey);
  const usable = keys.filter(key => key !== null);
  if (usable.length === 0 || usable.length !== keys.length) {
    throw problem('key-file-unusable', { path, reason: 'holds something other than Ed25519 public keys' });
  }
  return { keys: usable, vouchedFor: true };
}

/** The keys that the repository itself names: enough to see that everything belongs together, not whose it is. */
export async function keysFromTree(tree: Tree): Promise<TrustedKeys> {
  const keys: PublicKey[] = [];
  for (const path of await tree.list(['keys'])) {
    const bytes = await tree.read(path);
    const key = bytes === null ? null : parsePublicKey(Buffer.from(bytes).toString('utf8'));
    if (key !== null && path === `keys/${key.keyid}.json`) keys.push(key);
  }
  return { keys, vouchedFor: false };
}

function textsOf(text: string): string[] {
  if (text.includes('-----BEGIN')) {
    return text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----\n?/g) ?? [];
  }
  const value = parse(text);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map(entry => JSON.stringify(entry) ?? '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
