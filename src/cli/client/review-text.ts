import type { OperationChanges } from '../../core/operation-changes.js';
import type { FileChange, Packet, SortedFindings } from '../../core/packet.js';
import type { QueueLine } from '../../core/ports/reviews.js';
import { printable } from '../printable.js';
import type { Paint } from '../terminal.js';

/** Files and findings of one kind that are named before the rest is only counted. */
const mostNamed = 20;

/** The queue, a line a submission: how its promise stands, its lane, who has it. */
export function queueText(lines: readonly QueueLine[], paint: Paint): string {
  if (lines.length === 0) return 'Nothing waits for a reviewer.\n';
  return lines.map(line => lineText(line, paint)).join('');
}

/** A packet: on which terms it waits, what differs, what became of the findings, the evidence with its age. */
export function packetText(packet: Packet, paint: Paint): string {
  const { gate, sincePublished, sinceRevision, findings, evidence, approvals } = packet;
  const lines: string[] = [];
  if (gate !== null) {
    const many =
      gate.approvalsNeeded === 1 ? '1 approval' : `${gate.approvalsNeeded} approvals, of different reviewers`;
    lines.push(`${paint.bold('lane:')} ${gate.lane}; needs ${many}; evidence is good until ${gate.evidenceUntil}`);
    for (const { kind, detail } of gate.risks) lines.push(`  ${paint.yellow(kind)}  ${printable(detail)}`);
  }
  for (const { account, at, void: why } of approvals) {
    lines.push(`  approved ${at} by ${printable(account)}${why === null ? '' : `; void: ${printable(why)}`}`);
  }
  if (sincePublished !== null) {
    lines.push(`${paint.bold('since the public version')} ${printable(sincePublished.version)}:`);
    lines.push(...filesText(sincePublished.files), ...operationsText(sincePublished.operations));
    lines.push(`  findings: ${countsText(sincePublished.sorted)}`, ...findingsText(sincePublished.findings));
  }
  if (sinceRevision !== null) {
    lines.push(`${paint.bold(`since revision ${sinceRevision.revision}`)}:`, ...filesText(sinceRevision.files));
  }
  lines.push(`${paint.bold('findings:')} ${countsText(findings)}`, ...blockingText(findings));
  lines.push(...waiversText(packet.waivers, paint), ...commentsText(packet.comments, paint));
  lines.push(...strengthText(packet.strength));
  if (evidence.length > 0) lines.push(paint.bold('evidence:'));
  for (const { stage, evidence: digests, ageDays } of evidence) {
    const age = ageDays === 1 ? '1 day old' : `${ageDays} days old`;
    lines.push(`  ${stage}  ${age}${digests.map(digest => `  ${printable(digest)}`).join('')}`);
  }
  return `${lines.join('\n')}\n`;
}

function lineText(line: QueueLine, paint: Paint): string {
  const { promise, assignment } = line;
  const version = line.version === null ? '' : ` ${line.version}`;
  const left = promise.hours - promise.usedHours;
  const clock = left < 0 ? `${hoursText(-left)} late` : `${hoursText(left)} left`;
  const colour = { kept: paint.green, near: paint.yellow, broken: paint.red }[promise.state];
  const given = `${line.approvalsGiven} of ${line.approvalsNeeded} approvals`;
  const holder = assignment === null ? 'nobody' : printable(assignment.name);
  const name = printable(`${line.publisher}/${line.connector}${version}`);
  return `${line.id}  ${colour(clock.padEnd(12))}  ${line.lane.padEnd(7)}  ${name}  ${paint.dim(`${given}, with ${holder}`)}\n`;
}

function hoursText(hours: number): string {
  return hours < 1 ? `${Math.ceil(hours * 60)} min` : `${Math.floor(hours)} h`;
}

function filesText(files: readonly FileChange[]): string[] {
  if (files.length === 0) return ['  no file differs'];
  return capped(files.map(({ path, change }) => `  ${change.padEnd(7)}  ${printable(path)}`));
}

function findingsText(findings: Packet['findings']['new']): string[] {
  return capped(findings.map(({ rule, message }) => `  ${rule}  ${printable(message)}`));
}

function countsText(sorted: SortedFindings): string {
  return (['fixed', 'new', 'carried', 'waived'] as const).map(name => `${sorted[name].length} ${name}`).join(', ');
}

/** What blocks and could be waived, with as much of each fingerprint as names it. */
function blockingText(sorted: SortedFindings): string[] {
  const blocking = [...sorted.new, ...sorted.carried].filter(({ blocks, severity }) => blocks && severity !== 'ack');
  return capped(
    blocking.map(({ fingerprint, rule, message }) => `  ${fingerprint.slice(0, 12)}  ${rule}  ${printable(message)}`),
  );
}

function operationsText(operations: OperationChanges | null): string[] {
  if (operations === null) return [];
  const kinds = ['added', 'removed', 'changed'] as const;
  const named = kinds.flatMap(kind =>
    operations[kind].map(
      ({ operationId, method, path }) =>
        `  operation ${kind.padEnd(7)}  ${printable(operationId)}  ${method} ${printable(path)}`,
    ),
  );
  return capped(named);
}

function waiversText(waivers: Packet['waivers'], paint: Paint): string[] {
  if (waivers.length === 0) return [];
  const told = waivers.map(({ rule, message, name, reason, expires, revoked, holds, scope }) => {
    const end = revoked === null ? expires : `revoked ${revoked.at.slice(0, 10)}`;
    const standing = holds ? paint.green(`until ${expires}`) : paint.yellow(`ended: ${end}`);
    return `  ${standing}  ${scope}  ${rule}  ${printable(message)}  ${paint.dim(`${printable(name)}: ${printable(reason)}`)}`;
  });
  return [paint.bold('waivers:'), ...capped(told)];
}

function commentsText({ open, newest }: Packet['comments'], paint: Paint): string[] {
  if (open === 0) return [];
  const threads = open === 1 ? '1 open thread' : `${open} open threads`;
  const told = newest.map(({ role, name, text, place, thread, visibility }) => {
    const where =
      place === null || place.file === null
        ? ''
        : ` ${printable([place.file, place.line].filter(one => one !== null).join(':'))}`;
    const lost = place?.standing === 'gone' ? ' (no longer there)' : '';
    const kind = thread === null ? 'says' : 'replies';
    const note = visibility === 'reviewers' ? ', for reviewers,' : '';
    return `  ${role} ${printable(name)}${note} ${kind}${where}${lost}: ${printable(text)}`;
  });
  return [`${paint.bold('comments:')} ${threads}`, ...capped(told)];
}

function capped(lines: readonly string[]): string[] {
  const more = lines.length - mostNamed;
  return more > 0 ? [...lines.slice(0, mostNamed), `  and ${more} more`] : [...lines];
}

function strengthText(strength: Packet['strength']): string[] {
  if (strength === null) return [];
  if ('unreadable' in strength) return [`tests: their record cannot be shown: ${printable(strength.unreadable)}`];
  const { operations, tested, documentedStatuses, seenStatuses, mutations, noticed } = strength;
  return [
    `tests: ${tested} of ${operations} operations called, ${seenStatuses} of ${documentedStatuses} documented answers seen, ${noticed} of ${mutations} ways of being wrong noticed`,
  ];
}
