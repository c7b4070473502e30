/** What an account wants to be told by mail: nothing, what it has to do itself, or also every change of its publishers' submissions. */
export const mailWishes = ['none', 'my-turn', 'all'] as const;
export type MailWish = (typeof mailWishes)[number];

/** What an account has chosen. Without an address it gets nothing. */
export interface MailSettings {
  readonly address: string | null;
  readonly wants: MailWish;
}

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
/**
 * An address that mails are sent to or from: dot-atom and host name of RFC 5321, ASCII only. Quotes, blanks, commas, brackets and control
 * characters are not in it, so that an address can be nothing but one address.
 */
export const mailAddressPattern = new RegExp(`^${atom}(?:\\.${atom})*@${label}(?:\\.${label})*$`);
/** The longest address (RFC 5321 §4.5.3.1.3, without the angle brackets). */
export const longestMailAddress = 254;

/** True for a text that is one mail address. */
export function isMailAddress(text: string): boolean {
  return text.length <= longestMailAddress && mailAddressPattern.test(text);
}

export const mailStates = ['due', 'sending', 'sent', 'parked', 'dropped'] as const;
export type MailState = (typeof mailStates)[number];

/** What a mail can tell. */
export const mailEvents = [
  'submission.opened',
  'submission.revised',
  'submission.advanced',
  'submission.waiting',
  'submission.approved',
  'submission.returned',
  'submission.stopped',
  'submission.retried',
  'submission.rejected',
  'submission.withdrawn',
  'submission.public',
  'review.assigned',
  'promise.near',
  'promise.broken',
  'consumer.hit',
] as const;
export type MailEvent = (typeof mailEvents)[number];

/** One thing that happened, as it was when it happened. Times are RFC 3339. */
export interface MailLine {
  readonly event: MailEvent;
  readonly submissionId: string;
  readonly publisher: string;
  readonly connector: string;
  readonly version: string | null;
  readonly revision: number;
  readonly stage: string;
  /** What strangers wrote: a comment, or which of their operations consumers use. */
  readonly detail: string;
  /** How many findings of this revision have to be fixed. */
  readonly blocking: number;
  readonly at: string;
}

/** A mail as an operator lists it. */
export interface ListedMail {
  readonly id: string;
  readonly account: string;
  /** What that account is called. */
  readonly name: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly createdAt: string;
  /** When it is tried next; null unless it is due. */
  readonly dueAt: string | null;
  /** Why the last attempt failed. */
  readonly failure: string | null;
}

/** A mail as it is handed to the server. Nothing in it ends a line but the line ends of `text`. */
export interface MailMessage {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** With angle brackets; the same in every attempt. */
  readonly messageId: string;
  /** What it belongs to; null for a mail about several submissions. */
  readonly thread: string | null;
  /** Where people choose what they get. */
  readonly settingsUrl: string;
}

/** How an attempt ended. `later`: the server, or the way to it, may take the mail another time. `words` are bounded, without secrets. */
export interface MailSent {
  readonly kind: 'taken' | 'later' | 'refused';
  readonly words: string;
}

/** What follows from an attempt. */
export type AfterMailAttempt =
  { readonly state: 'sent' | 'parked' } | { readonly state: 'due'; readonly pauseSeconds: number };

/** Seconds before a mail is tried again. Greylisting lets mails in after some minutes; after the last, some 22 hours in all, it is parked. */
const pauses: readonly number[] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200];

/** What follows from an attempt, by how many there were, this one among them. Pure. */
export function afterMailAttempt({ kind }: MailSent, attempts: number): AfterMailAttempt {
  if (kind === 'taken') return { state: 'sent' };
  const pauseSeconds = kind === 'later' ? pauses[attempts - 1] : undefined;
  return pauseSeconds === undefined ? { state: 'parked' } : { state: 'due', pauseSeconds };
}

/** How many submissions one mail tells of; the rest is counted. */
const mostTold = 20;
/** Characters of a comment that a mail quotes, and of a subject. The whole is behind the link. */
const quotedCharacters = 600;
const subjectCharacters = 150;

/** How mails name this service, and where their links lead. */
export interface MailSender {
  readonly from: string;
  /** Origin and path without a slash at the end. */
  readonly publicUrl: string;
}

/**
 * The mail that tells these lines (at least one, oldest first): of each submission the newest that happened, whose turn it is, what to
 * do, and the link. Plain text only: a stranger's words can neither be markup nor hide a link. Pure: a repeated attempt sends the same.
 */
export function composeMail(
  id: string,
  address: string,
  lines: readonly MailLine[],
  { from, publicUrl }: MailSender,
): MailMessage {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const newest = [...new Map(lines.map(line => [line.submissionId, line])).values()];
  const [first] = newest;
  if (first === undefined) throw new Error(`Mail ${id} tells nothing.`);
  const alone = newest.length === 1;
  const parts = newest.slice(0, mostTold).map(line => {
    const earlier = lines.filter(({ submissionId }) => submissionId === line.submissionId).length - 1;
    return paragraphOf(line, earlier, publicUrl);
  });
  const rest = newest.length - mostTold;
  if (rest > 0) parts.push(`And ${rest} more submissions: ${publicUrl}/`);
  const settingsUrl = `${publicUrl}/#/mail`;
  const subject = alone ? `${titleOf(first)}: ${told[first.event].subject}` : `${newest.length} submissions changed`;
  return {
    from,
    to: address,
    subject: plain(`[Assay] ${subject}`, subjectCharacters),
    text: `${parts.join('\n\n\n')}\n\n-- \nAssay wrote this because you asked to be told. Choose what you get, or nothing: ${settingsUrl}\n`,
    messageId: `<${id}@${domain}>`,
    thread: alone ? `<${first.submissionId}@${domain}>` : null,
    settingsUrl,
  };
}

function titleOf({ publisher, connector, version }: MailLine): string {
  return `${publisher}/${connector}${version === null ? '' : ` ${plain(version, 50)}`}`;
}

function paragraphOf(line: MailLine, earlier: number, publicUrl: string): string {
  const { event, detail, at, submissionId } = line;
  const { sentence, next } = told[event];
  const before = earlier === 0 ? '' : ` ${earlier} ${earlier === 1 ? 'change' : 'changes'} before it.`;
  return [
    `${titleOf(line)} (revision ${line.revision})`,
    `${sentence(line)} ${at.slice(0, 16).replace('T', ' ')} UTC.${before}`,
    ...(detail === '' ? [] : ['', ...quoteOf(detail)]),
    '',
    `Next: ${next(line)}`,
    // Who uses a connector does not see its submissions.
    event === 'consumer.hit' ? `${publicUrl}/` : `${publicUrl}/#/submissions/${submissionId}`,
  ].join('\n');
}

interface Told {
  readonly subject: string;
  readonly sentence: (line: MailLine) => string;
  readonly next: (line: MailLine) => string;
}

const wait = () => 'nothing to do for you; Assay goes on by itself.';
const decide = ({ submissionId }: MailLine) =>
  `your turn: look at the evidence and decide with \`assay review ${submissionId}\`, or hand it back.`;

const told: Readonly<Record<MailEvent, Told>> = {
  'submission.opened': { subject: 'submitted', sentence: () => 'It was submitted.', next: wait },
  'submission.revised': {
    subject: 'new revision',
    sentence: () => 'A new revision was handed in.',
    next: wait,
  },
  'submission.advanced': { subject: 'goes on', sentence: ({ stage }) => `It came to ${stage}.`, next: wait },
  'submission.waiting': {
    subject: 'waits for a reviewer',
    sentence: () => 'It waits for a reviewer.',
    next: () => 'a reviewer’s turn; nothing to do for you.',
  },
  'submission.approved': { subject: 'approved', sentence: () => 'A reviewer approved it.', next: wait },
  'submission.returned': {
    subject: 'returned to you',
    sentence: ({ stage, detail }) =>
      detail === '' ? `${stage} found what has to be fixed.` : 'A reviewer returned it, and says why below.',
    next: ({ blocking, detail, revision }) =>
      `your turn: ${toFix(blocking, detail)}, then hand in revision ${revision + 1} with \`assay submit\`.`,
  },
  'submission.stopped': {
    subject: 'stopped, and no fault of the submitter',
    sentence: ({ stage }) => `${stage} could not be finished. The fault is not the connector’s.`,
    next: ({ submissionId }) =>
      `the operator’s turn: remove the cause, then run it again with \`assay retry ${submissionId}\`.`,
  },
  'submission.retried': { subject: 'runs again', sentence: () => 'The stage that stopped runs again.', next: wait },
  'submission.rejected': {
    subject: 'rejected',
    sentence: () => 'A reviewer rejected it.',
    next: () => 'nobody’s turn; a new submission is needed to try again.',
  },
  'submission.withdrawn': {
    subject: 'withdrawn',
    sentence: () => 'It was taken back.',
    next: () => 'nobody’s turn.',
  },
  'submission.public': {
    subject: 'public',
    sentence: () => 'It is public.',
    next: () => 'nobody’s turn; `assay verify` proves that what is published is what was certified.',
  },
  'review.assigned': { subject: 'waits for you', sentence: () => 'It waits for you to review it.', next: decide },
  'promise.near': {
    subject: 'its promise is at risk',
    sentence: () => 'What was promised to its submitter is about to be broken.',
    next: decide,
  },
  'consumer.hit': {
    subject: 'a breaking version is public, and you use what it breaks',
    sentence: () => 'It is public and breaks operations that you registered as used, by the names that you gave:',
    next: () => 'look at its changelog, and change what calls these operations.',
  },
  'promise.broken': {
    subject: 'its promise is broken',
    sentence: () => 'What was promised to its submitter was not kept.',
    next: decide,
  },
};

function toFix(blocking: number, detail: string): string {
  if (blocking === 1) return 'fix the finding that blocks';
  if (blocking > 1) return `fix the ${blocking} findings that block`;
  return detail === '' ? 'look at what was found' : 'answer the reviewer';
}

/** A stranger's text, every line marked as quoted, so that none of it can look like ours. */
function quoteOf(text: string): string[] {
  const shown = [...text].slice(0, quotedCharacters).join('');
  const lines = shown
    .split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/)
    .map(line => `> ${plain(line, quotedCharacters)}`.trimEnd());
  return shown.length < text.length ? [...lines, '> …'] : lines;
}

/** One line without what could end it, colour it or turn its direction: control, format and unpaired surrogate characters. */
function plain(text: string, longest: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}
