import type { Repair, Rule } from '../../../../rulesets/define-rule.js';
import { openPackage } from '../../../../rulesets/opened-package.js';
import type { OpenedPackage, PackageFiles } from '../../../../rulesets/opened-package.js';
import { limitsIn, profileNamed, rulesIn } from '../../../../rulesets/programme/programme.js';
import type { Programme, ProgrammeProfile } from '../../../../rulesets/programme/programme.js';
import type { ProfileName } from '../../../core/finding.js';
import type { JsonText } from '../../../core/json-text.js';
import { packageFileNames } from '../../../core/package.js';
import { neededJson } from '../judge-package.js';
import { removeMembers, renameMember, setMember } from './json-edit.js';
import type { Edit } from './json-edit.js';

/** A fault that was repaired. */
export interface Repaired {
  readonly rule: string;
  readonly file: string;
  readonly message: string;
}

/** What repairing made of a package. */
export interface RepairedPackage {
  /** The files that changed, by path: as they were and as they are now. */
  readonly files: ReadonlyMap<string, { readonly before: Uint8Array; readonly after: Uint8Array }>;
  /** In the order in which it was done. */
  readonly repaired: readonly Repaired[];
  /** Files with faults that could be repaired, were their bytes UTF-8. */
  readonly unreadable: readonly string[];
}

/** One repair may make room for another that overlaps with it; more rounds than this would mean that two rules disagree. */
const mostRounds = 8;

/** As many faults of one rule are repaired in a round; what is left comes with the next run. */
const mostPerRule = 5_000;

interface Wanted extends Repaired {
  readonly repairs: readonly Repair[];
}

/**
 * Repairs what the rules of a profile say is safe to repair, and changes only the bytes that this takes: what is not touched keeps its
 * layout, its line ends and its order. `only` narrows it to some rules. Pure: gives the new bytes, writes nothing.
 */
export async function repairPackage(
  content: PackageFiles,
  { programme, profile: name, only }: { programme: Programme; profile: ProfileName; only: readonly string[] | null },
): Promise<RepairedPackage> {
  const profile = profileNamed(programme, name);
  const rules = rulesIn(profile, programme.rules).filter(rule => only === null || only.includes(rule.id));
  const changed = new Map<string, Uint8Array>();
  const read = (path: string) => changed.get(path) ?? content.read(path);
  const repaired: Repaired[] = [];
  const unreadable = new Set<string>();
  for (let round = 0; round < mostRounds; round += 1) {
    const files = content.files.map(({ path, size }) => ({ path, size: changed.get(path)?.length ?? size }));
    const opened = openPackage({ files, read }, profile.base);
    const wanted = await repairsWanted(rules, opened, profile);
    const done = [...byFile(wanted)].flatMap(([path, list]) => {
      const bytes = read(path);
      const result = bytes === undefined ? null : repairFile(bytes, jsonOf(path, opened), list);
      if (result === null) unreadable.add(path);
      else if (result.done.length > 0) changed.set(path, result.after);
      return result?.done ?? [];
    });
    repaired.push(...done.map(({ rule, file, message }) => ({ rule, file, message })));
    if (done.length === 0) break;
  }
  const files = [...changed].map(
    ([path, after]) => [path, { before: content.read(path) ?? new Uint8Array(), after }] as const,
  );
  return { files: new Map(files), repaired, unreadable: [...unreadable] };
}

async function repairsWanted(
  rules: readonly Rule[],
  opened: OpenedPackage,
  profile: ProgrammeProfile,
): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  for (const rule of rules) {
    const needs = rule.on === 'definition' ? (['definition'] as const) : rule.needs;
    if (needs.some(needed => 'notRun' in neededJson(opened, needed))) continue;
    const limits = limitsIn(profile, rule);
    const reports = rule.on === 'definition' ? rule.check(opened.definition, limits) : await rule.check(opened, limits);
    let count = 0;
    for (const report of reports) {
      if (report.repair === undefined) continue;
      const repairs = 'kind' in report.repair ? [report.repair] : report.repair;
      const file = 'file' in report && report.file !== undefined ? report.file : rule.file;
      wanted.push({ rule: rule.id, file, message: report.message, repairs });
      count += 1;
      if (count === mostPerRule) break;
    }
  }
  return wanted;
}

function byFile(wanted: readonly Wanted[]): Map<string, Wanted[]> {
  const files = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const list = files.get(one.file);
    if (list) list.push(one);
    else files.set(one.file, [one]);
  }
  return files;
}

function jsonOf(path: string, { definitionJson, propertiesJson }: OpenedPackage): JsonText | null {
  if (path === packageFileNames.definition) return definitionJson;
  return path === packageFileNames.properties ? propertiesJson : null;
}

const mark = '\ufeff';

/** Makes the repairs that do not get in each other's way. Null where the bytes are not UTF-8 text: nothing of it is touched then. */
function repairFile(
  bytes: Uint8Array,
  json: JsonText | null,
  wanted: readonly Wanted[],
): { readonly after: Uint8Array; readonly done: Wanted[] } | null {
  const whole = decoded(bytes);
  if (whole === null) return null;
  let hasMark = whole.startsWith(mark);
  const text = hasMark ? whole.slice(1) : whole;
  const edits: Edit[] = [];
  const done: Wanted[] = [];
  for (const one of wanted) {
    const marks = one.repairs.filter(repair => repair.kind === 'drop-bom');
    const own = editsOf(one.repairs, json);
    if (own === null) continue;
    const possible = own.filter(({ start, end, text: now }) => text.slice(start, end) !== now);
    if (possible.length === 0 && (marks.length === 0 || !hasMark)) continue;
    if (!addAll(edits, possible)) continue;
    if (marks.length > 0) hasMark = false;
    done.push(one);
  }
  return { after: new TextEncoder().encode((hasMark ? mark : '') + edited(text, edits)), done };
}

/** The edits of repairs that belong together; null where one of them cannot be made. */
function editsOf(repairs: readonly Repair[], json: JsonText | null): readonly Edit[] | null {
  const removed = repairs.flatMap(repair => (repair.kind === 'remove' ? [repair.at] : []));
  const edits: (Edit | null)[] = [];
  if (removed.length > 0) edits.push(...((json && removeMembers(json, removed)) ?? [null]));
  for (const repair of repairs) {
    if (repair.kind === 'text') edits.push(repair);
    else if (repair.kind === 'set') edits.push(json && setMember(json, repair.at, repair.value));
    else if (repair.kind === 'rename') edits.push(json && renameMember(json, repair.at, repair.name));
  }
  return edits.some(edit => edit === null) ? null : edits.filter(edit => edit !== null);
}

/** Adds edits to those that are there, in order; adds none when one is in the way of another. */
function addAll(edits: Edit[], more: readonly Edit[]): boolean {
  const added: Edit[] = [];
  for (const edit of more) {
    const position = positionOf(edits, edit);
    const [before, after] = [edits[position - 1], edits[position]];
    // Edits that touch are kept apart too: which of two insertions at one place comes first would be chance.
    if ((before && before.end >= edit.start) || (after && after.start <= edit.end)) {
      for (const one of added) edits.splice(edits.indexOf(one), 1);
      return false;
    }
    edits.splice(position, 0, edit);
    added.push(edit);
  }
  return true;
}

/** Where an edit belongs among others, which are in order. */
function positionOf(edits: readonly Edit[], { start }: Edit): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.start ?? Infinity) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The text with these edits, which are in order. */
function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // json-utf8 says so; a repair would have to guess what the bytes mean
  }
}
