import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RulesetIdentity } from '../src/core/ruleset.js';
import { rulesetVersion } from './rules.js';

/** The digest as it was when the bundle was built; there is none where the files of this folder run themselves. */
declare const builtRulesetDigest: string | undefined;

/**
 * Which rules these are. The digest is made once, over the files of this folder as they run (compiled, without tests), so that two
 * installations with the same digest judge alike.
 */
export const rulesetIdentity: RulesetIdentity = {
  id: 'connector',
  version: rulesetVersion,
  digest: typeof builtRulesetDigest === 'string' ? builtRulesetDigest : digestOf(ruleFiles()),
};

/**
 * `sha256:` and the SHA-256 in hex over the lines `<path>\0<sha256 of the content>\n`, sorted by path. Paths use `/`, so that the
 * digest is the same on every system.
 */
export function digestOf(files: ReadonlyMap<string, Uint8Array>): string {
  const lines = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => `${path}\0${createHash('sha256').update(content).digest('hex')}\n`);
  return `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`;
}

/** The program files of this folder by their path in it: those of the kind that this file is of, tests left out. */
function ruleFiles(): Map<string, Uint8Array> {
  const here = fileURLToPath(import.meta.url);
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || extname(entry.name) !== extname(here) || /\.(?:spec|d)\.[jt]s$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join('/'), readFileSync(path));
  }
  return files;
}
