import { createHash } from 'node:crypto';
import type { Feed, FeedEntry } from '../core/feed.js';
import type { Marks } from '../core/ports/connectors.js';
import type { ChannelEntry } from '../core/ports/ledger.js';
import type { Comment } from '../core/comment.js';
import type { SubmissionView, TimelineLine } from './view.js';

/** Entries of one feed at most, the newest. */
export const feedLength = 50;

/** When a feed without entries last changed: never. */
const never = '1970-01-01T00:00:00.000Z';

/**
 * What happened to one submission: an entry for every step that ended and every one of these comments, and one for where it stands. `self` is
 * the feed's own path.
 */
export function submissionFeed(view: SubmissionView, comments: readonly Comment[], self: string): Feed {
  const name = `${view.publisher}/${view.connector}${view.version === null ? '' : ` ${view.version}`}`;
  const ended = view.timeline.flatMap(line =>
    line.finishedAt === null ? [] : [{ ...line, finishedAt: line.finishedAt }],
  );
  const standing: FeedEntry = {
    id: urnOf(view.id, `${view.revision} ${view.stage} ${view.state} ${view.since}`),
    title: `${name}: ${view.state} at ${view.stage}`,
    updated: view.since,
    content: view.next,
  };
  const steps = ended.map(line => ({
    id: urnOf(view.id, `${line.revision} ${line.stage} ${line.queuedAt}`),
    title: `${name}, revision ${line.revision}: ${line.stage} ${line.verdict ?? line.state.toLowerCase()}`,
    updated: line.finishedAt,
    content: contentOf(line),
  }));
  const said = comments.map(comment => ({
    id: urnOf(view.id, `comment ${comment.id}`),
    title: `${name}: the ${comment.role} ${comment.name} commented`,
    updated: comment.at,
    content: comment.text,
  }));
  // Sorting keeps the order of what happened at the same time.
  const told = [...steps, ...said].sort((a, b) => Date.parse(a.updated) - Date.parse(b.updated));
  return feedOf(`urn:uuid:${view.id}`, `Submission of ${name}`, self, [...told, standing].reverse());
}

/** The newest public versions with what became of them, by the submissions that brought them, and nothing that is not public of them. */
export function catalogFeed(
  offered: readonly ChannelEntry[],
  self: string,
  marks: ReadonlyMap<string, Marks> = new Map(),
): Feed {
  const entries = offered.map(({ publisher, connector, version, digest, submissionId, since, receipt }) => {
    const became = fateOf(marks.get(submissionId));
    const content = `Certified and public: package ${digest}${receipt === null ? '' : `, commit ${receipt.mergeCommit}`}.`;
    return {
      id: urnOf('catalog', `${publisher}/${connector} ${version}`),
      title: `${publisher}/${connector} ${version}${became === null ? '' : ` (${became.word})`}`,
      updated: became === null || became.since < since ? since : became.since,
      content: became === null ? content : `${content} ${became.sentence}`,
    };
  });
  return feedOf(urnOf('catalog', 'feed'), 'New versions in the catalogue', self, entries);
}

/** What became of a public version, when, and in a sentence; null for one that just stands. */
function fateOf(marks: Marks | undefined): { word: string; since: string; sentence: string } | null {
  const { withdrawal = null, deprecation = null } = marks ?? {};
  if (withdrawal !== null && withdrawal.since !== null) {
    return { word: 'withdrawn', since: withdrawal.since, sentence: `Withdrawn: ${withdrawal.reason}` };
  }
  if (deprecation === null) return null;
  const { from, endOfLife, reason, replacement, announcedAt } = deprecation;
  const instead = replacement === null ? '' : ` Use ${replacement.publisher}/${replacement.connector} instead.`;
  const sentence = `Deprecated from ${from} on, end of life ${endOfLife}: ${reason}${instead}`;
  return { word: 'deprecated', since: announcedAt, sentence };
}

function feedOf(id: string, title: string, self: string, all: readonly FeedEntry[]): Feed {
  const entries = all.slice(0, feedLength);
  const updated = entries.reduce((latest, entry) => (entry.updated > latest ? entry.updated : latest), never);
  return { id, title, updated, self, entries };
}

function contentOf({ report, note, fault }: TimelineLine): string {
  const findings = report?.findings ?? [];
  const blocking = findings.filter(finding => finding.blocks).length;
  const whose = fault === 'ours' || fault === 'upstream' ? ['This is not the connector’s fault.'] : [];
  const found = report === null ? [] : [`${findings.length} findings, ${blocking} blocking.`];
  return [...found, ...(note === null ? [] : [note]), ...whose].join(' ') || 'Ended.';
}

/** A name-based UUID (RFC 9562 §5.8, of SHA-256) as an IRI: the same for the same thing whenever it is told. */
function urnOf(space: string, name: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify(['assay feed', space, name]))
    .digest('hex');
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
