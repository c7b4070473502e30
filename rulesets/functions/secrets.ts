import { extname } from 'node:path';

/** A secret as it may be told of: what it is and where it starts, never what it says. */
export interface Secret {
  /** With its article: `a private key`. */
  readonly kind: string;
  readonly start: number;
}

/** What each message of the scanner is about. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['AWSAccountID', 'the id of an AWS account'],
  ['AWSSecretAccessKey', 'a secret access key of AWS'],
  ['AWSAccessKeyID', 'the id of an access key of AWS'],
  ['PrivateKeyP12', 'the private key of a Google Cloud account'],
  ['PrivateKeyJSON', 'the private key of a Google Cloud account'],
  ['NPM_ACCESS_TOKEN', 'an access token of npm'],
  ['SLACK_TOKEN', 'a token of Slack'],
  ['IncomingWebhook', 'a webhook of Slack'],
  ['BasicAuth', 'an address with a user’s name and password'],
  ['OPENAI_TOKEN', 'a key of OpenAI'],
  ['ANTHROPIC_API_KEY', 'a key of Anthropic'],
  ['LINEAR_API_TOKEN', 'a token of Linear'],
  ['PrivateKey', 'a private key'],
  ['SENDGRID_KEY', 'a key of SendGrid'],
  ['SHOPIFY_KEY', 'a key of Shopify'],
  ['GITHUB_TOKEN', 'a token of GitHub'],
  ['OPS_TOKEN', 'a token of a 1Password service account'],
  ['MongoDBConnection', 'the address of a database with its password'],
  ['MySQLConnection', 'the address of a database with its password'],
  ['PostgreSQLConnection', 'the address of a database with its password'],
]);

/** Finds what looks like a secret in one file’s text, in the order of the text. */
export async function secretsIn(path: string, text: string): Promise<Secret[]> {
  const rules = await loaded();
  const found: Report[] = [];
  const context = contextOf(found);
  const source = sourceOf(path, text);
  try {
    for (const rule of rules) await rule.create(context, {}).file?.(source);
  } catch (error) {
    // What a scanner fails with may quote the text, and what it quotes would be shown.
    throw new Error('the scanner stopped', { cause: error });
  }
  return found
    .filter((one, position) => !found.slice(position + 1).some(other => isSame(one, other)))
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ messageId, start }) => ({ kind: kinds.get(messageId) ?? 'a secret', start }));
}

/** What a rule of the scanner reports. */
interface Report {
  readonly messageId: string;
  readonly start: number;
  readonly end: number;
}

/** Two patterns of a rule may find the same secret. */
function isSame(a: Report, b: Report): boolean {
  return a.messageId === b.messageId && a.start === b.start && a.end === b.end;
}

type ScannerRule = Awaited<ReturnType<typeof load>>[number];
type Context = Parameters<ScannerRule['create']>[0];
type Source = Parameters<NonNullable<ReturnType<ScannerRule['create']>['file']>>[0];

/**
 * What the scanner's core would give the rules. Going past it halves the time: it notes where each line starts before it knows that
 * anybody asks, and sets every rule up anew with a bus of events for each file.
 */
function contextOf(found: Report[]): Context {
  return {
    sharedOptions: {},
    // The sentences are ours, and theirs quote the secret.
    createTranslator: () => messageId => ({ messageId: String(messageId), message: '', data: undefined }),
    report: ({ message: { messageId }, range: [start, end] }) => found.push({ messageId, start, end }),
    ignore: () => {
      throw new Error('a rule asked not to look');
    },
  };
}

/** A text as the rules ask for it. None that looks for secrets asks for lines; one that did would stop the scan. */
function sourceOf(path: string, text: string): Source {
  return {
    hasBOM: false,
    content: text,
    // A rule would look for a file of this name on our own disk.
    filePath: undefined,
    physicalFilePath: undefined,
    contentType: 'text',
    ext: mayHoldAccountKey(text) ? extname(path) : '',
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: withoutLines,
    rangeToLocation: withoutLines,
    positionToIndex: withoutLines,
    indexToPosition: withoutLines,
  };
}

function withoutLines(): never {
  throw new Error('a rule asked for lines');
}

/**
 * By its file's extension a rule knows what to parse for the key of a Google Cloud account: every JSON file, which costs as much as all
 * patterns together. Such a key is an object with a member of this name, so that a text without the name, written out or
 * with an escape, has none.
 */
function mayHoldAccountKey(text: string): boolean {
  return text.includes('private_key_id') || text.includes('\\');
}

let scanner: ReturnType<typeof load> | null = null;

/** Loads the rules of the scanner with the first package that is judged, and only then: it takes longer than most packages. */
function loaded(): ReturnType<typeof load> {
  scanner ??= load();
  return scanner;
}

async function load() {
  const { rules } = await import('@secretlint/secretlint-rule-preset-recommend');
  // Comments that switch the scanner off would let an author decide what is looked at.
  return rules.filter(({ meta }) => !meta.id.endsWith('filter-comments'));
}
