import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { codeOf } from '../../adapters/files/error-code.js';
import type { ProfileName } from '../../core/finding.js';
import { isObject } from '../../core/json-value.js';
import { Problem, problem } from '../../core/problems.js';
import { verdicts } from '../../core/verdict.js';
import type { Waiver } from '../../core/waiver.js';
import type { ProgrammeSource } from '../../core/ruleset.js';
import { installedAt } from '../../installation.js';
import type { Printed, Printing } from './printed.js';
import { readPackage } from './read-package.js';

/** What every result of one run depends on besides its package. */
export interface CachedTerms {
  readonly profile: ProfileName;
  readonly printing: Printing;
  /** The programme to judge by; null for the rules as they come. */
  readonly programme: ProgrammeSource | null;
  /** The programme's waivers, which its digest says nothing of. */
  readonly waivers: readonly Waiver[];
}

/**
 * Results of earlier checks, under a name made of all that they depend on: the bytes of the package, the path it is shown by, the
 * terms, and the program itself with what it is installed with. What has changed in any of it has another name, so that nothing
 * ever has to be thrown away to stay right.
 */
export interface ResultCache {
  /** The name of this package's result; null when the package cannot be read, which the check itself explains. */
  nameOf(path: string): Promise<string | null>;
  /** The result of this name; null when it is not there, or is damaged. */
  find(name: string): Promise<Printed | null>;
  /**
   * Keeps a result. One without a verdict is not kept: the next run may reach one. Never rejects, because a full disk changes no
   * verdict.
   */
  keep(name: string, printed: Printed): Promise<void>;
  /** Why results could not be kept, by the system's error code; null when all were. */
  failure(): string | null;
}

/** Directories with a file of this name and first line are left out by backup programs. See bford.info/cachedir. */
const cacheTag = { name: 'CACHEDIR.TAG', content: 'Signature: 8a477f597d28d172789f06886806bc55\n' };

/**
 * Opens the cache in this folder, which is made when it is not there. The folder has to be as trustworthy as the program: what it
 * says is printed. Throws `cache-unusable`.
 */
export async function openResultCache(folder: string, terms: CachedTerms): Promise<ResultCache> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, cacheTag.name), cacheTag.content);
  } catch (error) {
    throw problem('cache-unusable', { folder, reason: codeOf(error) }, error);
  }
  const installation = installationDigest(folder);
  let failure: string | null = null;
  const { profile, printing, programme, waivers } = terms;
  // Waivers end with a day.
  const exceptions = waivers.length === 0 ? null : { waivers, today: new Date().toISOString().slice(0, 10) };
  const placeOf = (name: string) => join(folder, name.slice(0, 2), name.slice(2));
  return {
    async nameOf(path) {
      try {
        const { bytes, name: upload } = await readPackage(path);
        const judge = { installation, programme: programme?.digest ?? null, exceptions, profile };
        return sha256(JSON.stringify([judge, printing, path, upload, sha256(bytes)]));
      } catch (error) {
        if (error instanceof Problem) return null;
        throw error;
      }
    },
    async find(name) {
      try {
        const kept = await promisify(gunzip)(await readFile(placeOf(name)));
        const body = kept.subarray(64);
        return kept.toString('latin1', 0, 64) === sha256(body) ? printedIn(body.toString()) : null;
      } catch {
        // Not there, or not whole: the check runs.
        return null;
      }
    },
    async keep(name, printed) {
      if (printed.verdict === 'inconclusive') return;
      const body = Buffer.from(JSON.stringify(printed));
      const place = placeOf(name);
      const half = `${place}.${randomUUID()}`;
      try {
        await mkdir(join(folder, name.slice(0, 2)), { recursive: true });
        await writeFile(half, await promisify(gzip)(Buffer.concat([Buffer.from(sha256(body)), body]), { level: 1 }));
        await rename(half, place);
      } catch (error) {
        await rm(half, { force: true }).catch(() => undefined);
        failure = codeOf(error);
      }
    },
    failure: () => failure,
  };
}

function printedIn(text: string): Printed | null {
  const value: unknown = JSON.parse(text);
  const isPrinted = isObject(value) && verdicts.some(verdict => verdict === value.verdict);
  return isPrinted ? (value as unknown as Printed) : null;
}

/**
 * What the program is: its compiled files, what npm says is installed with it, and the Node.js that runs it. Read anew each time, so
 * that no build and no upgrade can be missed; it takes some 40 ms.
 */
function installationDigest(folder: string): string {
  const root = installedAt();
  const dist = join(root, 'dist');
  const hash = createHash('sha256').update(`${process.version}\0`);
  try {
    const programs = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && /\.[cm]?js$/.test(entry.name))
      .map(entry => relative(dist, join(entry.parentPath, entry.name)));
    for (const path of programs.sort()) {
      hash
        .update(`${path.split(sep).join('/')}\0`)
        .update(readFileSync(join(dist, path)))
        .update('\0');
    }
    return hash.update(readFileSync(join(root, 'node_modules', '.package-lock.json'))).digest('hex');
  } catch (error) {
    const reason = 'it cannot be told which packages Assay is installed with';
    throw problem('cache-unusable', { folder, reason }, error);
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
