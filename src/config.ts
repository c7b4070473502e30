import { resolve } from 'node:path';
import { z } from 'zod';
import { Problem, problem } from './core/problems.js';
import { isCallbackUrl, isWildcard, parseCallbackAddress } from './runtime/callback-address.js';
import type { CallbackAddress } from './runtime/callback-address.js';
import { parseEgressAllow, publicOnly } from './runtime/egress-policy.js';
import type { EgressPolicy } from './runtime/egress-policy.js';
import { isMailAddress } from './core/mail.js';
import { parseGitHubAddress } from './core/github-address.js';
import type { GitHubAddress } from './core/github-address.js';
import type { MailSender } from './core/mail.js';
import { parseSmtpAddress } from './core/smtp-address.js';
import type { SmtpAddress } from './core/smtp-address.js';
import { urlOf } from './core/url.js';

/** Which parts of the service a process runs. */
export const processRoles = ['all', 'api', 'worker'] as const;
export type ProcessRole = (typeof processRoles)[number];

/** How versions get onto the main branch of the catalogue. */
const waysToPublish = ['push', 'pull-request-auto', 'pull-request'] as const;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** An integer written as digits, within bounds; the sentence names what is expected. */
function wholeNumber(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.number().min(from, { error }).max(to, { error }));
}

/** A URL with one of these schemes. */
function urlWith(schemes: readonly string[], example: string) {
  const matches = (text: string) => schemes.includes(urlOf(text)?.protocol ?? '');
  return z.string().refine(matches, { error: `a URL such as ${example}` });
}

const egressPolicy = z.string().transform((text, context): EgressPolicy => {
  try {
    return parseEgressAllow(text);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.addIssue({ code: 'custom', message: `a comma list of host:port and host=origin: ${error.detail}` });
    return publicOnly;
  }
});

const callbackAddress = z.string().transform((text, context): CallbackAddress => {
  const address = parseCallbackAddress(text);
  if (address !== null) return address;
  context.addIssue({ code: 'custom', message: 'an address and port such as 127.0.0.1:4390' });
  return z.NEVER;
});

/** A place that links can begin with: over HTTP, without a user, a query or a fragment, and nothing that breaks a line. */
function isPublicUrl(text: string): boolean {
  const url = /[?#\s<>]|\p{Cc}/u.test(text) ? null : urlOf(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** Where programs are when a process was started without a PATH. */
const usualSearchPath = '/usr/local/bin:/usr/bin:/bin';

/** Every setting there is, by its environment variable. The documentation is made from this table. */
const settings = {
  ASSAY_DATA_DIR: z
    .string()
    .default('.assay')
    .describe('Folder for everything that Assay keeps on disk: stored bytes, keys, and the embedded database.'),
  DATABASE_URL: urlWith(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/assay')
    .optional()
    .describe('PostgreSQL 15 or newer. Without it, an embedded PostgreSQL runs inside the data folder.'),
  REDIS_URL: urlWith(['redis:', 'rediss:'], 'redis://:password@host:6379/0')
    .optional()
    .describe('Redis 6.2 or newer, over which Bull wakes workers on other machines. Without it, PostgreSQL does.'),
  ASSAY_HOST: z.string().default('127.0.0.1').describe('Address that the API listens on.'),
  ASSAY_PORT: wholeNumber(0, 65_535).default(4380).describe('Port that the API listens on; 0 takes any free one.'),
  ASSAY_ROLE: z
    .enum(processRoles, { error: `one of ${processRoles.join(', ')}` })
    .default('all')
    .describe('What this process runs: the API, the workers, or all of it.'),
  ASSAY_WORKERS: wholeNumber(1, 64).default(2).describe('How many steps this process works on at the same time.'),
  ASSAY_REPOSITORY: z
    .string()
    .optional()
    .describe(
      'Git repository that connectors are published to: a path or a URL. Without it, `repository.git` in the data folder, made when missing.',
    ),
  ASSAY_PUBLISH_BY: z
    .enum(waysToPublish, { error: `one of ${waysToPublish.join(', ')}` })
    .default('push')
    .describe(
      'How versions get onto the main branch. `push`: by a push. `pull-request-auto`: by a pull request on GitHub that Assay merges once GitHub lets it. `pull-request`: by one that a person merges.',
    ),
  ASSAY_GITHUB_API: urlWith(['https:', 'http:'], 'https://git.example.com/api/v3')
    .optional()
    .describe(
      'REST API of GitHub. Without it, https://api.github.com, or `/api/v3` on the host of the repository where that is not github.com.',
    ),
  ASSAY_GITHUB_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, { error: 'a token without spaces' })
    .optional()
    .describe('Fine-grained token of GitHub for pull requests, and for git over https.'),
  ASSAY_GITHUB_APP_ID: z
    .string()
    .regex(/^[\w.-]{1,100}$/, { error: 'the id of a GitHub App, or its client id' })
    .optional()
    .describe('GitHub App to work as, in the place of a token.'),
  ASSAY_GITHUB_APP_KEY: z.string().optional().describe('File of the private key of that App, in PEM.'),
  ASSAY_GITHUB_INSTALLATION_ID: wholeNumber(1, 999_999_999)
    .optional()
    .describe('Installation of that App in the organisation of the repository.'),
  ASSAY_PROGRAMME: z
    .string()
    .optional()
    .describe(
      'File of the connector programme: what it decides otherwise about the rules, its own rules, its profiles and its waivers. Without it, the rules as they come.',
    ),
  ASSAY_EGRESS_ALLOW: egressPolicy
    .default(publicOnly)
    .describe(
      'Comma list for functional tests and webhooks. `host:port`: this private address may be reached when a definition or a webhook names it. `host=origin`: that host of a definition is reached at this origin instead, and the evidence says so.',
    ),
  ASSAY_CALLBACK_LISTEN: callbackAddress
    .optional()
    .describe(
      'Address and port, such as 127.0.0.1:4390, at which workers listen for the notifications of webhook triggers; each process with workers needs its own. Without it, webhook triggers are told as untested.',
    ),
  ASSAY_CALLBACK_URL: z
    .string()
    .refine(isCallbackUrl, { error: 'a URL such as https://hooks.assay.example.com' })
    .optional()
    .describe(
      'URL under which APIs reach that address, through a proxy if need be. Without it, only APIs that reach the address itself can notify.',
    ),
  ASSAY_MASTER_KEY: z
    .string()
    .regex(/^(?:[0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/, { error: '32 random bytes as 64 hex digits or as base64' })
    .optional()
    .describe(
      'Key that encrypts stored credentials: 32 bytes in hex or base64. Without it, a file in the data folder.',
    ),
  ASSAY_PUBLIC_URL: z
    .string()
    .refine(isPublicUrl, { error: 'a URL such as https://assay.example.com, without a query' })
    .optional()
    .describe('URL under which people reach this service: links in mails begin with it.'),
  ASSAY_SMTP_URL: z
    .string()
    .refine(text => parseSmtpAddress(text) !== null, {
      error: 'smtp:// or smtps:// with user:password@host:port, and nothing after it',
    })
    .optional()
    .describe(
      'Mail server: `smtp://user:password@host:587` (STARTTLS where it is offered, and demanded before a password) or `smtps://…`. Needs ASSAY_MAIL_FROM and ASSAY_PUBLIC_URL. Without it no mail is written or sent.',
    ),
  ASSAY_MAIL_FROM: z
    .string()
    .refine(isMailAddress, { error: 'a mail address such as assay@example.com' })
    .optional()
    .describe('Address that mails come from.'),
  ASSAY_LOG_LEVEL: z
    .enum(logLevels, { error: `one of ${logLevels.join(', ')}` })
    .default('info')
    .describe('Least weight of what is logged, as JSON lines on standard error.'),
  ASSAY_SHUTDOWN_SECONDS: wholeNumber(0, 3600)
    .default(20)
    .describe('How long a stopping process lets running steps finish before it hands them back.'),
  ASSAY_LEASE_SECONDS: wholeNumber(3, 3600)
    .default(30)
    .describe('How long a claimed step stays with a worker that no longer answers.'),
  ASSAY_SERVER: urlWith(['http:', 'https:'], 'http://127.0.0.1:4380')
    .default('http://127.0.0.1:4380')
    .describe('For the command line: address of the Assay service.'),
  ASSAY_TOKEN: z.string().optional().describe('For the command line: API token to use there.'),
  ASSAY_DEBUG: z
    .string()
    .optional()
    .describe('For the command line: any value adds the stack to the message of a bug.'),
} as const;

export type SettingName = keyof typeof settings;
const settingNames = Object.keys(settings) as SettingName[];
const schema = z.object(settings);

/** Variables as a process has them; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The service's settings, checked once at the start and frozen. */
export interface Config {
  /** Absolute path. */
  readonly dataDirectory: string;
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: workers are woken through PostgreSQL. */
  readonly redisUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly role: ProcessRole;
  readonly workers: number;
  /** Absolute path or URL of a git repository. */
  readonly repository: string;
  /** How versions get onto its main branch. */
  readonly publishBy: (typeof waysToPublish)[number];
  /** The repository as GitHub knows it, and as whom Assay works there; null: it is reached by git alone. */
  readonly github: GitHubAccess | null;
  /** Absolute path of the programme's file; null for the rules as they come. */
  readonly programme: string | null;
  readonly egressAllow: EgressPolicy;
  /** Where workers listen for notifications, and how APIs reach that (null: as it is); null: nowhere. */
  readonly callbacks: { readonly address: CallbackAddress; readonly publicUrl: string | null } | null;
  /** 32 bytes; null: a file in the data folder. */
  readonly masterKey: Uint8Array | null;
  /** The mail server, and how mails name this service; null: no mails. */
  readonly mail: { readonly server: SmtpAddress; readonly sender: MailSender } | null;
  readonly logLevel: (typeof logLevels)[number];
  readonly shutdownSeconds: number;
  readonly leaseSeconds: number;
  /** PATH: where programs such as git are looked for. */
  readonly searchPath: string;
  /** `ASSAY_…` variables that are no setting, probably misspelt. */
  readonly unknownSettings: readonly string[];
  /** Every secret among the settings, for the redactor. */
  readonly secrets: readonly string[];
}

/** Where and as whom Assay works on GitHub. */
export interface GitHubAccess extends GitHubAddress {
  readonly credentials:
    | { readonly kind: 'token'; readonly token: string }
    /** `keyFile`: absolute path. */
    | { readonly kind: 'app'; readonly appId: string; readonly keyFile: string; readonly installationId: number };
}

/** What the command line needs to reach a service. */
export interface ClientConfig {
  /** Origin and path without a slash at the end. */
  readonly server: string;
  readonly token: string | null;
}

/**
 * Reads the service's settings. `overrides` come from the command line and win over the environment.
 * Throws `config-invalid`, which names every bad setting at once with what is expected.
 */
export function readConfig(overrides: Environment = {}, environment: Environment = process.env): Config {
  const given = { ...environment, ...overrides };
  const values = parse(given);
  const dataDirectory = resolve(values.ASSAY_DATA_DIR);
  return Object.freeze({
    dataDirectory,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    host: values.ASSAY_HOST,
    port: values.ASSAY_PORT,
    role: values.ASSAY_ROLE,
    workers: values.ASSAY_WORKERS,
    repository: repositoryOf(values.ASSAY_REPOSITORY, dataDirectory),
    publishBy: values.ASSAY_PUBLISH_BY,
    github: githubOf(values),
    programme: values.ASSAY_PROGRAMME === undefined ? null : resolve(values.ASSAY_PROGRAMME),
    egressAllow: values.ASSAY_EGRESS_ALLOW,
    callbacks: callbacksOf(values.ASSAY_CALLBACK_LISTEN, values.ASSAY_CALLBACK_URL),
    masterKey: values.ASSAY_MASTER_KEY === undefined ? null : keyBytes(values.ASSAY_MASTER_KEY),
    mail: mailOf(values.ASSAY_SMTP_URL, values.ASSAY_MAIL_FROM, values.ASSAY_PUBLIC_URL),
    logLevel: values.ASSAY_LOG_LEVEL,
    shutdownSeconds: values.ASSAY_SHUTDOWN_SECONDS,
    leaseSeconds: values.ASSAY_LEASE_SECONDS,
    searchPath: environment.PATH || usualSearchPath,
    unknownSettings: Object.keys(given).filter(name => name.startsWith('ASSAY_') && !(name in settings)),
    secrets: [
      ...passwordsIn(values.DATABASE_URL),
      ...passwordsIn(values.REDIS_URL),
      ...passwordsIn(values.ASSAY_REPOSITORY),
      ...passwordsIn(values.ASSAY_SMTP_URL),
      values.ASSAY_MASTER_KEY ?? '',
      values.ASSAY_GITHUB_TOKEN ?? '',
      values.ASSAY_TOKEN ?? '',
    ].filter(secret => secret !== ''),
  });
}

/** Reads the settings of the command line as a client. Throws `config-invalid`. */
export function readClientConfig(overrides: Environment = {}, environment: Environment = process.env): ClientConfig {
  const values = parse({ ...environment, ...overrides }, ['ASSAY_SERVER', 'ASSAY_TOKEN']);
  return Object.freeze({ server: values.ASSAY_SERVER.replace(/\/+$/, ''), token: values.ASSAY_TOKEN ?? null });
}

/** Whether a bug's stack is to be shown; asked only when something broke, so nothing else is parsed. */
export function debugWanted(environment: Environment = process.env): boolean {
  return (environment.ASSAY_DEBUG ?? '') !== '';
}

/** The environment without any of our settings: for a program of ours that is to start from its defaults. */
export function environmentWithoutSettings(environment: Environment = process.env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !(name in settings)));
}

/** One line of the settings' documentation. */
export interface SettingDocs {
  readonly name: SettingName;
  /** As it would be written in the environment; null when there is none. */
  readonly default: string | null;
  readonly description: string;
}

/** Every setting with its default and meaning, in the order of the table: what the reference page is made from. */
export function describeSettings(): SettingDocs[] {
  return settingNames.map(name => {
    const value: unknown = settings[name].parse(undefined);
    const written = typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    return { name, default: written, description: settings[name].description ?? '' };
  });
}

/** Parses the named settings; the others take their defaults, so that a client is not stopped by a server's setting. */
function parse(given: Environment, names: readonly SettingName[] = settingNames): z.output<typeof schema> {
  const present = names
    .map(name => [name, given[name]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const result = schema.safeParse(Object.fromEntries(present));
  if (result.success) return result.data;
  // The value itself is left out: it may be a secret.
  throw invalid(result.error.issues.map(issue => `${String(issue.path[0])} must be ${issue.message}.`));
}

function invalid(faults: readonly string[]) {
  return problem('config-invalid', { faults: faults.join(' ') });
}

function callbacksOf(address: CallbackAddress | undefined, publicUrl: string | undefined): Config['callbacks'] {
  if (address === undefined) {
    if (publicUrl === undefined) return null;
    throw invalid(['ASSAY_CALLBACK_URL needs ASSAY_CALLBACK_LISTEN: nothing would answer there.']);
  }
  if (publicUrl === undefined && isWildcard(address)) {
    throw invalid(['ASSAY_CALLBACK_LISTEN needs ASSAY_CALLBACK_URL where it stands for every address of the machine.']);
  }
  return { address, publicUrl: publicUrl ?? null };
}

function mailOf(smtpUrl: string | undefined, from: string | undefined, publicUrl: string | undefined): Config['mail'] {
  const server = smtpUrl === undefined ? null : parseSmtpAddress(smtpUrl);
  if (server === null) {
    if (from === undefined) return null;
    throw invalid(['ASSAY_MAIL_FROM needs ASSAY_SMTP_URL: there is no server to send mails with.']);
  }
  if (from === undefined || publicUrl === undefined) {
    throw invalid([
      'ASSAY_SMTP_URL needs ASSAY_MAIL_FROM and ASSAY_PUBLIC_URL: who mails come from, and where their links lead.',
    ]);
  }
  return { server, sender: { from, publicUrl: publicUrl.replace(/\/+$/, '') } };
}

/** Names everything that is missing or too much at once. */
function githubOf(values: z.output<typeof schema>): GitHubAccess | null {
  const { ASSAY_PUBLISH_BY: by, ASSAY_GITHUB_API: api, ASSAY_GITHUB_TOKEN: token } = values;
  const app = {
    ASSAY_GITHUB_APP_ID: values.ASSAY_GITHUB_APP_ID,
    ASSAY_GITHUB_APP_KEY: values.ASSAY_GITHUB_APP_KEY,
    ASSAY_GITHUB_INSTALLATION_ID: values.ASSAY_GITHUB_INSTALLATION_ID,
  };
  const missing = Object.entries(app).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const hasApp = missing.length < Object.keys(app).length;
  if (by === 'push' && api === undefined && token === undefined && !hasApp) return null;

  const faults: string[] = [];
  const address = parseGitHubAddress(values.ASSAY_REPOSITORY ?? '');
  if (address === null) {
    faults.push('ASSAY_REPOSITORY must name a repository on GitHub, such as https://github.com/owner/repository.');
  }
  if (hasApp && missing.length > 0) faults.push(`A GitHub App needs ${missing.join(' and ')} as well.`);
  if (hasApp && token !== undefined) faults.push('Either ASSAY_GITHUB_TOKEN or a GitHub App is used, not both.');
  if (!hasApp && token === undefined) {
    faults.push('GitHub needs ASSAY_GITHUB_TOKEN, or ASSAY_GITHUB_APP_ID with its key and installation.');
  }
  if (faults.length > 0 || address === null) throw invalid(faults);
  const located = { ...address, api: (api ?? address.api).replace(/\/+$/, '') };
  if (token !== undefined) return { ...located, credentials: { kind: 'token', token } };
  const { ASSAY_GITHUB_APP_ID: appId = '', ASSAY_GITHUB_APP_KEY: key = '' } = app;
  const installationId = app.ASSAY_GITHUB_INSTALLATION_ID ?? 0;
  return { ...located, credentials: { kind: 'app', appId, keyFile: resolve(key), installationId } };
}

function repositoryOf(setting: string | undefined, dataDirectory: string): string {
  if (setting === undefined) return resolve(dataDirectory, 'repository.git');
  // A URL, git's short form for ssh (user@host:path), or a helper program (ext::…), which the catalogue refuses by name.
  const isAddress = /^[a-z][a-z0-9+.-]*:(?:\/\/|:)/i.test(setting) || /^[^/\s]+@[^/\s]+:/.test(setting);
  return isAddress ? setting : resolve(setting);
}

function keyBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, text.length === 64 ? 'hex' : 'base64'));
}

/** The password of a URL, as written and decoded; a token that stands alone before the `@` counts as one. */
function passwordsIn(url: string | undefined): string[] {
  const parsed = url === undefined ? null : urlOf(url);
  if (parsed === null) return [];
  const { protocol, username, password } = parsed;
  const secret = password === '' && /^https?:$/.test(protocol) ? username : password;
  return secret === '' ? [] : [secret, safelyDecoded(secret)];
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
