import { extractEntries } from './archive/extract.js';
import { inspectArchive } from './archive/inspect.js';
import { judgeJson } from './json-safety.js';
import { refuses } from './remark.js';
import type { Remark } from './remark.js';
import type { IntakeCheck } from './rules.js';
import { sortEntries } from './structure.js';

/** What an upload turned out to hold. */
export interface Reading {
  readonly remarks: readonly Remark[];
  /** The checks that could be made. */
  readonly ran: readonly IntakeCheck[];
  /** The package's files by path; null when nothing of the upload may be used. */
  readonly files: ReadonlyMap<string, Uint8Array> | null;
  /** The value of the definition; undefined when there is none that can be read. */
  readonly definition: unknown;
}

/** How a zip starts; no file of a package does. */
const zipStart = Buffer.from('PK\u0003\u0004');

/** Reads an upload in three steps, each only when the one before found nothing that forbids it. Never throws for any bytes. */
export async function readUpload(upload: Uint8Array): Promise<Reading> {
  const { entries, remarks: found } = inspectArchive(upload);
  const remarks = [...found];
  const refused = (...ran: IntakeCheck[]): Reading => ({ remarks, ran, files: null, definition: undefined });
  if (entries.length === 0) return refused('archive');
  // The names tell what was packed even where the bytes must not be touched. An entry that was remarked on needs no second word.
  const known = new Set(found.map(({ file }) => file));
  const structure = sortEntries(entries.filter(({ name }) => !known.has(name)));
  remarks.push(...structure.remarks);
  if (refuses(remarks)) return refused('archive', 'structure');

  const contents = await extractEntries(upload, entries, new Set(structure.files.values()), remarks);
  const files = new Map<string, Uint8Array>();
  for (const [path, entry] of structure.files) {
    const content = contents.get(entry);
    if (content === undefined) continue;
    if (zipStart.equals(content.subarray(0, zipStart.length))) {
      remarks.push({ rule: 'archive-nested', file: entry.name, message: 'The file is an archive under another name.' });
    }
    files.set(path, content);
  }
  if (refuses(remarks)) return refused('archive', 'structure');

  const { remarks: unsafe, definition } = judgeJson(files);
  remarks.push(...unsafe);
  if (refuses(remarks)) return refused('archive', 'structure', 'json-safety');
  return { remarks, ran: ['archive', 'structure', 'json-safety'], files, definition: definition?.value };
}
