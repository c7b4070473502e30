/** How states and verdicts look: the word stays the word of the API, the colour only supports it. */
const tones = {
  pass: 'good',
  public: 'good',
  fail: 'bad',
  returned: 'bad',
  rejected: 'bad',
  stopped: 'bad',
  inconclusive: 'open',
  running: 'open running',
  waiting: 'open',
};

export function toneOf(word) {
  return tones[word] ?? '';
}

/** Whose turn it is, as a sentence for the list. */
export const turns = {
  ours: 'Assay works on it',
  submitter: 'the submitter',
  reviewer: 'a reviewer',
  operator: 'the operator',
  nobody: 'nobody: it is final',
};

/** How long a step took, or has been running; times are RFC 3339. */
export function duration({ startedAt, finishedAt }, now = Date.now()) {
  if (startedAt === null) return 'queued';
  return span((finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt));
}

/** So many milliseconds, for people. */
export function span(ms) {
  if (ms < 1000) return `${Math.max(ms, 0)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 2 * 86_400_000) return `${Math.round(ms / 86_400_000)} days`;
  if (ms >= 2 * 3_600_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function moment(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `sha256:` and the first digits: enough to compare by eye; the whole value is in the title. */
export function short(digest) {
  return digest === null ? '–' : `${digest.slice(0, 19)}…`;
}
