import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { problem } from '../../src/core/problems.js';
import type { ProgrammeSource, RuleElsewhere, RulesetIdentity } from '../../src/core/ruleset.js';
import type { Waiver } from '../../src/core/waiver.js';
import type { Rule } from '../define-rule.js';
import { rulesetIdentity } from '../identity.js';
import { rules as connectorRules } from '../rules.js';
import { ownRule } from './own-rule.js';
import { connectorProgramme } from './programme.js';
import type { Programme } from './programme.js';
import { readProfiles, readProgrammeText, readWaivers } from './read-programme.js';
import type { ProgrammeFault, ProgrammeText } from './read-programme.js';

/** A file of a programme, and what is wrong in it. */
interface FileFaults {
  readonly path: string;
  readonly faults: readonly ProgrammeFault[];
}

interface OwnRules {
  readonly rules: readonly Rule[];
  /** SHA-256 in hex by the files' paths inside the folder. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Loads a programme from its file: its own rules (modules of the folder that it names, which are run: they are the operator's
 * program, not a submitter's), its profiles, its waivers. `elsewhere` are the rules of other stages. Throws `programme-invalid`
 * with every fault and its place.
 */
export async function loadProgramme(path: string, elsewhere: readonly RuleElsewhere[]): Promise<Programme> {
  const bytes = await bytesOf(path, path);
  const read = readProgrammeText(bytes);
  if ('faults' in read) throw invalid([{ path, faults: read.faults }]);
  const { text } = read;
  const folder = dirname(resolve(path));
  const own =
    text.rules === null ? { rules: [], files: new Map() } : await ownRules(join(folder, text.rules), elsewhere);
  const rules = [...connectorRules, ...own.rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const profiles = readProfiles(bytes, rules, elsewhere);
  if ('faults' in profiles) throw invalid([{ path, faults: profiles.faults }]);
  const ids = [...rules, ...elsewhere].map(({ id }) => id);
  const waivers = text.waivers === null ? [] : await waiversOf(join(folder, text.waivers), ids);
  return {
    identity: identityOf(text, bytes, own.files),
    rules,
    profiles: profiles.profiles,
    waivers,
    review: text.review,
    monitoring: text.monitoring,
    promotion: text.promotion,
  };
}

/**
 * The programme of a file that was loaded before, in another thread; the rules as they come where there is none. Throws when it is no
 * longer the same: what is judged has to be what reports name.
 */
export async function programmeAgain(source: ProgrammeSource | null): Promise<Programme> {
  if (source === null) return connectorProgramme;
  const programme = await loadProgramme(source.path, source.elsewhere);
  if (programme.identity.digest === source.digest) return programme;
  throw problem('programme-changed', { path: source.path });
}

/** One rule from its file, held to its examples. Throws `path-not-found`, `rule-file-invalid`. */
export async function loadRule(path: string): Promise<Rule> {
  await access(path).catch((error: unknown) => {
    throw problem('path-not-found', { path }, error);
  });
  const made = await ownRule(await exportOf(path));
  if ('rule' in made) return made.rule;
  throw problem('rule-file-invalid', { path, reason: made.faults.join(' ') });
}

async function ownRules(folder: string, elsewhere: readonly RuleElsewhere[]): Promise<OwnRules> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw problem('programme-unreadable', { path: folder, reason: reasonOf(error) }, error);
  });
  const paths = entries
    .filter(entry => entry.isFile() && /\.m?js$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  const taken = new Map([...connectorRules, ...elsewhere].map(({ id }) => [id, 'Assay']));
  const rules: Rule[] = [];
  const files = new Map<string, string>();
  const wrong: FileFaults[] = [];
  for (const path of paths) {
    const name = relative(folder, path).split(sep).join('/');
    const made = await ownRule(await exportOf(path));
    const faults = 'faults' in made ? [...made.faults] : [];
    if ('rule' in made) {
      const other = taken.get(made.rule.id);
      if (other !== undefined) faults.push(`The id ${made.rule.id} is taken by ${other}.`);
      taken.set(made.rule.id, name);
      rules.push(made.rule);
    }
    if (faults.length > 0) wrong.push({ path, faults: faults.map(message => ({ message, line: 1, column: 1 })) });
    files.set(name, sha256(await bytesOf(path, path)));
  }
  if (wrong.length > 0) throw invalid(wrong);
  return { rules, files };
}

async function waiversOf(path: string, ids: readonly string[]): Promise<Waiver[]> {
  const read = readWaivers(await bytesOf(path, path), basename(path), ids);
  if ('waivers' in read) return read.waivers;
  throw invalid([{ path, faults: read.faults }]);
}

/**
 * Who judges: the programme's name, the newer of the two dates, and a digest over Assay's rules, the programme's file and its own
 * rules. Waivers are no part of it: they are decisions about connectors, and a new one must not make every approval void.
 */
function identityOf(
  { id, version }: ProgrammeText,
  file: Uint8Array,
  own: ReadonlyMap<string, string>,
): RulesetIdentity {
  const lines = [
    `rules ${rulesetIdentity.digest}`,
    `programme ${sha256(file)}`,
    ...[...own].map(([name, digest]) => `rule ${name}\0${digest}`),
  ];
  return {
    id,
    version: version > rulesetIdentity.version ? version : rulesetIdentity.version,
    digest: `sha256:${sha256(lines.join('\n'))}`,
  };
}

async function exportOf(path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Such an error knows neither line nor column; node itself shows them.
    const where = error instanceof SyntaxError ? `; \`node --check ${path}\` shows where` : '';
    throw problem('rule-file-invalid', { path, reason: `It cannot be loaded: ${message}${where}.` }, error);
  }
}

async function bytesOf(path: string, named: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw problem('programme-unreadable', { path: named, reason: reasonOf(error) }, error);
  });
}

function invalid(files: readonly FileFaults[]): Error {
  const lines = files.flatMap(({ path, faults }) =>
    faults.map(({ message, line, column }) => `${path}:${line}:${column}: ${message}`),
  );
  return problem('programme-invalid', { faults: lines.join('\n') });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return { ENOENT: 'there is no such file', EISDIR: 'it is a folder', ENOTDIR: 'it is no folder' }[code] ?? code;
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
