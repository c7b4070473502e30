import type { Entry } from '../archive/directory.js';
import { extractEntries } from '../archive/extract.js';
import { inspectArchive } from '../archive/inspect.js';
import { refuses, visible } from '../remark.js';
import type { Remark } from '../remark.js';
import { intakeRules } from '../rules.js';
import type { IntakeRuleId } from '../rules.js';
import { solutionLimits } from './limits.js';

/** What speaks against an archive, by intake’s own rules. */
export interface ArchiveFault {
  readonly rule: IntakeRuleId;
  /** How the place is named, through all archives around it. */
  readonly file: string;
  readonly message: string;
  readonly fix: string;
}

export interface OpenedArchive {
  readonly names: readonly string[];
  /** The bytes of what was wanted, by name. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** What may still be unpacked, over all archives of one package. Each archive that is opened takes its part. */
export interface Budget {
  bytes: number;
}

/** Which archive of a package it is. */
export type ArchiveLevel = 'outer' | 'inner' | 'solution';

const again: Readonly<Record<ArchiveLevel, string>> = {
  outer: 'Zip the intro and the inner zip again with an ordinary zip program.',
  inner: 'Zip the folder of the solutions again with an ordinary zip program.',
  solution: 'Export the solution again and put its zip into the package as it is.',
};

/** Rules whose own fix holds for any archive; the others speak of a connector’s files. */
const generalFixFits: ReadonlySet<IntakeRuleId> = new Set([
  'archive-path-traversal',
  'archive-path-absolute',
  'archive-path-backslash',
  'archive-name-control',
  'archive-name-encoding',
  'archive-name-not-portable',
  'archive-name-too-long',
  'archive-duplicate-name',
  'archive-name-collision',
  'archive-symlink',
  'archive-special-file',
  'archive-encrypted',
  'archive-method',
]);

/** The name of something inside an archive, as findings have it. */
export function within(file: string, path: string): string {
  return `${file}!${visible(path)}`;
}

/**
 * Opens one archive of a package as strictly as an upload: nothing is unpacked before its own records are sound, and nothing that
 * goes beyond the budget. Null where it is refused. Never throws for any bytes.
 */
export async function openArchive(
  bytes: Uint8Array,
  { file, level }: { readonly file: string; readonly level: ArchiveLevel },
  budget: Budget,
  isWanted: (name: string) => boolean,
): Promise<{ readonly archive: OpenedArchive | null; readonly faults: readonly ArchiveFault[] }> {
  const { entries, remarks: found } = inspectArchive(bytes);
  const remarks = [...found];
  const wanted = new Set(entries.filter(({ name }) => !name.endsWith('/') && isWanted(name)));
  if (!refuses(remarks)) takeFrom(budget, wanted, remarks);
  const refused = () => ({ archive: null, faults: remarks.map(remark => faultOf(remark, file, level)) });
  if (refuses(remarks)) return refused();

  const unpacked = await extractEntries(bytes, entries, wanted, remarks);
  if (refuses(remarks)) return refused();
  const contents = new Map([...unpacked].map(([{ name }, content]) => [name, content]));
  return { archive: { names: entries.map(({ name }) => name), contents }, faults: [] };
}

function takeFrom(budget: Budget, wanted: ReadonlySet<Entry>, remarks: Remark[]): void {
  budget.bytes -= [...wanted].reduce((sum, { size }) => sum + size, 0);
  if (budget.bytes >= 0) return;
  const message = `The archives of the package unpack to more than ${solutionLimits.unpackedBytes} bytes together.`;
  remarks.push({ rule: 'archive-too-large-unpacked', file: null, message });
}

function faultOf({ rule, file: entry, message }: Remark, file: string, level: ArchiveLevel): ArchiveFault {
  const keeps = level !== 'solution' && generalFixFits.has(rule);
  return {
    rule,
    file: entry === null ? file : within(file, entry),
    // Intake knows one archive, which is the upload; here it may be any.
    message: message.replace(/^The upload /, 'The file '),
    fix: keeps ? intakeRules[rule].fix : again[level],
  };
}
