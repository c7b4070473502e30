import type { PlacedComment } from './comment.js';
import type { Hits } from './consumer.js';
import type { Finding } from './finding.js';
import type { GivenWaiver } from './given-waiver.js';
import type { OperationChanges } from './operation-changes.js';
import type { PackageFile } from './package.js';
import type { Promotion } from './promotion.js';
import type { CountedApproval, Gate } from './review.js';
import type { StageName } from './stage-names.js';
import type { TimelineEntry } from './step.js';
import type { Verdict } from './verdict.js';

export const fileChanges = ['added', 'removed', 'changed'] as const;

/** A file that differs between two packages. */
export interface FileChange {
  readonly path: string;
  readonly change: (typeof fileChanges)[number];
}

/** Findings of the newest revision beside those of the one before it. A finding stays itself by its fingerprint, wherever it moved. */
export interface SortedFindings {
  /** Of the revision before, and no more. Only of stages that have looked at the newest one too. */
  readonly fixed: readonly Finding[];
  readonly new: readonly Finding[];
  readonly carried: readonly Finding[];
  readonly waived: readonly Finding[];
}

/** What proves the verdict of one stage. */
export interface StageEvidence {
  readonly stage: StageName;
  readonly verdict: Verdict | null;
  readonly evidence: readonly string[];
  /** RFC 3339. */
  readonly madeAt: string;
  /** Whole days. */
  readonly ageDays: number;
}

/** How much of the connector was tried, and how much of what could be wrong with it the tests would have noticed. */
export interface TestStrength {
  readonly operations: number;
  readonly tested: number;
  readonly documentedStatuses: number;
  readonly seenStatuses: number;
  /** Ways of being wrong that were tried on the recorded answers, and those that a test noticed. */
  readonly mutations: number;
  readonly noticed: number;
}

/** Everything that a decision about a revision rests on. */
export interface Packet {
  readonly id: string;
  readonly revision: number;
  readonly digest: string | null;
  /** Null until the revision has come to the gate. */
  readonly gate: Gate | null;
  /** What its own numbers say; null unless it waits in preview. */
  readonly promotion: Promotion | null;
  readonly approvals: readonly CountedApproval[];
  /** Beside the version that is public; null when none is. */
  readonly sincePublished: {
    readonly version: string;
    readonly digest: string;
    readonly files: readonly FileChange[];
    /** What compare found that users would feel. */
    readonly findings: readonly Finding[];
    /** What the other stages find, beside what they found of the public version. */
    readonly sorted: SortedFindings;
    /** Null where one of the two definitions cannot be read, or is not there. */
    readonly operations: OperationChanges | null;
  } | null;
  /** Beside the newest revision before this one of which there is a package; null when there is none. */
  readonly sinceRevision: { readonly revision: number; readonly files: readonly FileChange[] } | null;
  readonly findings: SortedFindings;
  readonly evidence: readonly StageEvidence[];
  /** Null until the functional test has left a record; `unreadable` says why one that is there tells nothing. */
  readonly strength: TestStrength | { readonly unreadable: string } | null;
  /** What reviewers waived that reaches the submission, the newest first, with whether it still holds. */
  readonly waivers: readonly (GivenWaiver & { readonly holds: boolean })[];
  /** The newest comments of threads that are open, at most {@link mostShownComments}, and how many threads are. */
  readonly comments: { readonly open: number; readonly newest: readonly PlacedComment[] };
  /** The breaking changes that hit registered consumers, and whom. */
  readonly hits: readonly { readonly fingerprint: string; readonly message: string; readonly hits: Hits }[];
}

/** How many comments a packet shows; the list of comments has them all. */
export const mostShownComments = 50;

const dayMs = 86_400_000;

/** The files that differ, in the order of their paths. Pure. */
export function fileChangesOf(before: readonly PackageFile[], after: readonly PackageFile[]): FileChange[] {
  const was = new Map(before.map(({ path, sha256 }) => [path, sha256]));
  const is = new Map(after.map(({ path, sha256 }) => [path, sha256]));
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((path): FileChange[] => {
    if (!was.has(path)) return [{ path, change: 'added' }];
    if (!is.has(path)) return [{ path, change: 'removed' }];
    return was.get(path) === is.get(path) ? [] : [{ path, change: 'changed' }];
  });
}

/** The newest report of each stage on a revision. */
export function newestOf(timeline: readonly TimelineEntry[], revision: number): TimelineEntry[] {
  const newest = new Map<StageName, TimelineEntry>();
  for (const entry of timeline) {
    if (entry.revision === revision && entry.report !== null) newest.set(entry.stage, entry);
  }
  return [...newest.values()];
}

/** Sorts the findings of a revision by what became of them since the one before. Pure. */
export function sortFindings(timeline: readonly TimelineEntry[], revision: number): SortedFindings {
  return sortBeside(newestOf(timeline, revision), newestOf(timeline, revision - 1));
}

/** Sorts what was found now by what became of it since then. Takes the newest report of each stage. Pure. */
export function sortBeside(now: readonly TimelineEntry[], then: readonly TimelineEntry[]): SortedFindings {
  const found = now.flatMap(({ report }) => report?.findings ?? []);
  const known = new Set(then.flatMap(({ report }) => (report?.findings ?? []).map(({ fingerprint }) => fingerprint)));
  const still = new Set(found.map(({ fingerprint }) => fingerprint));
  const looked = new Set(now.map(({ stage }) => stage));
  const gone = then
    .filter(({ stage }) => looked.has(stage))
    .flatMap(({ report }) => (report?.findings ?? []).filter(({ fingerprint }) => !still.has(fingerprint)));
  const waived = found.filter(({ status }) => status === 'waived');
  const open = found.filter(({ status }) => status !== 'waived');
  // What the rules themselves carry over from the public version is old, whatever the revision before says.
  const isOld = (finding: Finding) => finding.status === 'carried' || known.has(finding.fingerprint);
  return { fixed: gone, new: open.filter(one => !isOld(one)), carried: open.filter(isOld), waived };
}

/** What each stage left on a revision, with its age at this time (RFC 3339). Pure. */
export function evidenceOf(timeline: readonly TimelineEntry[], revision: number, at: string): StageEvidence[] {
  return newestOf(timeline, revision).flatMap(({ stage, verdict, report, finishedAt }) => {
    if (finishedAt === null) return [];
    const ageDays = Math.max(0, Math.floor((Date.parse(at) - Date.parse(finishedAt)) / dayMs));
    return [{ stage, verdict, evidence: report?.evidence ?? [], madeAt: finishedAt, ageDays }];
  });
}
