/** What stands where a secret stood. */
export const redacted = '[redacted]';

/** Takes the secrets of one connection out of everything that is kept or shown. */
export interface Redactor {
  text(text: string): string;
  /** The bytes without secrets, and how often one was found. */
  bytes(bytes: Uint8Array): { bytes: Uint8Array; count: number };
  /** Takes these out as well from now on: tokens that a run receives while it goes on. */
  learn(secrets: readonly string[]): void;
}

/** Values shorter than this are not looked for: `a` or `42` would tear every record to pieces and protect nobody. */
const shortest = 3;
/** Encoded forms shorter than this turn up by chance. */
const shortestEncoded = 6;

/**
 * A redactor for these secret values, in every form in which an API may repeat them: as they are, escaped in JSON or HTML, in a
 * URL, in base64 at any alignment, and in hex.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = new Set<string>();
  let find: Finders = { text: null, bytes: null };
  const learn = (more: readonly string[]) => {
    const before = known.size;
    for (const secret of more) if (secret.length >= shortest) known.add(secret);
    if (known.size > before) find = findersOf(known);
  };
  learn(secrets);
  return {
    learn,
    text: text => (find.text ? text.replace(find.text, redacted) : text),
    bytes(bytes) {
      if (!find.bytes) return { bytes, count: 0 };
      let count = 0;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
      const clean = text.replace(find.bytes, () => {
        count += 1;
        return redacted;
      });
      return { bytes: count === 0 ? bytes : Buffer.from(clean, 'latin1'), count };
    },
  };
}

interface Finders {
  readonly text: RegExp | null;
  readonly bytes: RegExp | null;
}

function findersOf(secrets: ReadonlySet<string>): Finders {
  const forms = [...new Set([...secrets].flatMap(formsOf))];
  // Longest first: a shorter form must not tear a longer one apart.
  forms.sort((a, b) => b.length - a.length);
  // Bytes are searched as Latin-1, one character a byte, so that binary stays what it is and UTF-8 is still found.
  return { text: matcher(forms), bytes: matcher(forms.map(form => Buffer.from(form, 'utf8').toString('latin1'))) };
}

/** One alternation of literals: linear, whatever the secret is. Null when there is nothing to look for. */
function matcher(forms: readonly string[]): RegExp | null {
  if (forms.length === 0) return null;
  return new RegExp(forms.map(form => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  const strictUrl = url.replace(/[!'()*~]/g, escapeByte);
  const hex = bytes.toString('hex');
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const encoded = [
    ...[url, strictUrl, encodeURI(secret)].flatMap(form => [form, form.replaceAll('%20', '+'), lowerEscapes(form)]),
    ...['base64', 'base64url'].flatMap(encoding => base64Inside(bytes, encoding === 'base64' ? 'base64' : 'base64url')),
    hex,
    hex.toUpperCase(),
  ].filter(form => form === secret || form.length >= shortestEncoded);
  return [
    secret,
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[^ -~]/g, escapeUnit),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    ...encoded,
  ];
}

/**
 * The base64 of the bytes at each of its three alignments, so that `user:secret` in a Basic header is found as well. Characters at
 * the ends that mix with the neighbours' bits are left off.
 */
function base64Inside(bytes: Buffer, encoding: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString(encoding)
      .replace(/=+$/, '');
    const first = shift === 0 ? 0 : shift + 1;
    const mixed = (bytes.length + shift) % 3 !== 0;
    return text.slice(first, mixed ? -1 : undefined);
  });
}

function escapeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function lowerEscapes(form: string): string {
  return form.replace(/%[0-9A-F]{2}/g, escape => escape.toLowerCase());
}
