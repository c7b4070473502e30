import { createHash } from 'node:crypto';
import type { Feed, FeedEntry } from '../core/feed.js';
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

/** The newest public versions, and nothing that is not public of them. */
export function catalogFeed(offered: readonly ChannelEntry[], self: string): Feed {
  const entries = offered.map(({ publisher, connector, version, digest, since, receipt }) => ({
    id: urnOf('catalog', `${publisher}/${connector} ${version}`),
    title: `${publisher}/${connector} ${version}`,
    updated: since,
    content: `Certified and public: package ${digest}${receipt === null ? '' : `, commit ${receipt.mergeCommit}`}.`,
  }));
  return feedOf(urnOf('catalog', 'feed'), 'New versions in the catalogue', self, entries);
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
