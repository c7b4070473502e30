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
  const { lintSource, rules } = await loaded();
  const { messages } = await lintSource({
    source: { content: text, filePath: path, ext: extname(path), contentType: 'text' },
    options: { config: { rules }, noPhysicFilePath: true },
  }).catch((error: unknown) => {
    // What a scanner fails with may quote the text, and what it quotes would be shown.
    throw new Error('the scanner stopped', { cause: error });
  });
  return messages
    .map(({ messageId, range }) => ({ kind: kinds.get(messageId) ?? 'a secret', start: range[0] }))
    .sort((a, b) => a.start - b.start);
}

let scanner: ReturnType<typeof load> | null = null;

/** Loads the scanner with the first package that is judged, and only then: it takes longer than most packages. */
function loaded(): ReturnType<typeof load> {
  scanner ??= load();
  return scanner;
}

async function load() {
  const [{ lintSource }, preset, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ]);
  // It notes the time of every step, keeps all notes, and searches them at each new one: after some hundred packages nearly all time
  // would go there.
  secretLintProfiler.mark = () => undefined;
  // Comments that switch the scanner off would let an author decide what is looked at.
  const rules = preset.rules
    .filter(({ meta }) => !meta.id.endsWith('filter-comments'))
    .map(rule => ({ id: rule.meta.id, rule }));
  return { lintSource, rules };
}
