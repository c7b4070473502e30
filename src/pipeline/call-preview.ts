import type { IncomingMessage } from 'node:http';
import type { Principal } from '../core/account.js';
import type { Connection } from '../core/ports/connections.js';
import type { ConnectionOwner, PreviewConnections } from '../core/ports/preview-connections.js';
import { Problem, problem } from '../core/problems.js';
import type { SubmissionSummary } from '../core/ports/ledger.js';
import { askedByConsumer, callAsConsumer } from '../runtime/call-as-consumer.js';
import type { SignIn } from '../runtime/credential.js';
import type { Operation } from '../runtime/definition.js';
import type { EgressPolicy } from '../runtime/egress-policy.js';
import type { Answer, Failure } from '../runtime/exchange.js';
import { findOperation, nearestOperations } from '../runtime/find-operation.js';
import type { FoundOperation } from '../runtime/find-operation.js';
import { policiesOf } from '../runtime/policies/read-policies.js';
import type { Policy } from '../runtime/policies/policy.js';
import { readProperties } from '../runtime/properties.js';
import { createRedactor } from '../runtime/redact.js';
import type { Redactor } from '../runtime/redact.js';
import { tokenMembers } from '../runtime/sign-in/members.js';
import { parameterSetOf } from '../runtime/sign-in/parameters.js';
import { prepareSignIn } from '../runtime/sign-in/prepare.js';
import { secretsOf } from '../runtime/sign-in/secrets.js';
import type { ConnectorReader, ReadConnector } from './read-connector.js';
import { isGuest, sees } from './testers.js';
import type { TesterTools } from './testers.js';

export interface PreviewTools extends TesterTools {
  readonly previewConnections: PreviewConnections;
  readonly readConnector: ConnectorReader;
  readonly egress: EgressPolicy;
  readonly now: () => Date;
}

/** A call as it came in. */
export interface PreviewCall {
  readonly publisher: string;
  readonly connector: string;
  readonly method: string;
  /** Percent-encoded, as it was sent: what follows publisher and connector. */
  readonly path: string;
  /** Percent-encoded, without the question mark. */
  readonly query: string;
  readonly headers: Pick<IncomingMessage, 'rawHeaders'>;
  /** What the caller put before `path`. */
  readonly base: string;
  /** Reads the body, once it is known that somebody wants it; null for none. */
  readonly body: () => Promise<Uint8Array | null>;
}

/** What the API answered, and which version it was asked through. */
export interface PreviewAnswer {
  readonly version: string;
  readonly digest: string;
  readonly operation: Operation;
  readonly answer: Answer;
  /** Names of headers that a policy has set. */
  readonly setHeaders: readonly string[];
}

/** What a call needs of the connection. */
interface Prepared {
  readonly policies: readonly Policy[];
  readonly signIn: SignIn;
  readonly redactor: Redactor;
}

/** Failures for which the caller, the connection or the connector is to be looked at, not the API. */
const notMade: readonly Failure['reason'][] = ['policy-failed', 'value-missing', 'address-refused'];

/**
 * Calls an operation of the version that a connector has in preview, with the caller's own connection. Throws `submission-not-found`,
 * `preview-not-open`, `operation-not-found`, `operation-not-callable`, `preview-connection-needed`, `preview-call-refused`, and
 * `preview-call-failed` when the API gave no answer. The end of `signal` ends the call, whatever it is doing.
 */
export async function callPreview(
  call: PreviewCall,
  by: Principal,
  tools: PreviewTools,
  signal: AbortSignal,
): Promise<PreviewAnswer> {
  const submission = await inPreview(call, by, tools);
  const { id, revision, version, digest } = submission;
  const connector = await tools.readConnector(submission);
  const found = operationOf(call, submission, connector);
  const { policies, signIn, redactor } = await prepare(connector, found.operation, { id, by, tools, signal });
  const asked = askedByConsumer(found, call.query, call.headers, await call.body());
  const { definition } = connector;
  const { consumed, setHeaders } = await callAsConsumer({
    definition,
    found,
    policies,
    signIn,
    redactor,
    egress: tools.egress,
    asked,
    consumerBase: call.base + definition.basePath,
    now: tools.now,
    signal,
  });
  const good = consumed.kind === 'answer' && consumed.status < 400;
  await tools.testers.count({ submissionId: id, revision, account: by.account.id, good });
  if (consumed.kind === 'failure') throw failureOf(consumed, found.operation);
  return {
    version: version ?? '',
    digest: digest ?? '',
    operation: found.operation,
    answer: consumed,
    setHeaders,
  };
}

/** Strangers learn neither that there is such a connector, nor that it has an open submission. */
async function inPreview(
  { publisher, connector }: PreviewCall,
  by: Principal,
  tools: PreviewTools,
): Promise<SubmissionSummary> {
  const name = `${publisher}/${connector}`;
  const id = await tools.testers.openSubmission(publisher, connector);
  const submission = id === null ? null : await tools.ledger.get(id);
  const invited = submission === null ? sees({ publisher }, by) : await isGuest(submission, by, tools);
  if (!invited) throw problem('submission-not-found', { id: name });
  if (submission === null)
    throw problem('preview-not-open', { connector: name, standing: 'it has no open submission' });
  const { stage, state } = submission;
  if (stage === 'preview' && state === 'waiting') return submission;
  throw problem('preview-not-open', { connector: name, standing: `it is at ${stage}, ${state}` });
}

function operationOf(
  { method, path }: PreviewCall,
  { publisher, connector: name, version }: SubmissionSummary,
  { definition }: ReadConnector,
): FoundOperation {
  const found = findOperation(definition, method, path);
  if (found !== null) return found;
  throw problem('operation-not-found', {
    connector: `${publisher}/${name}`,
    version: version ?? '',
    method: method.slice(0, 20),
    path: path.slice(0, 200),
    nearest: nearestOperations(definition, path).join(', ').slice(0, 1_000) || 'none',
  });
}

async function prepare(
  { definition, properties, hasScript }: ReadConnector,
  operation: Operation,
  { id, by, tools, signal }: { id: string; by: Principal; tools: PreviewTools; signal: AbortSignal },
): Promise<Prepared> {
  const owner: ConnectionOwner = { submissionId: id, account: by.account.id };
  const held = await tools.previewConnections.get(owner);
  const connection: Connection = held ?? {};
  const names = parameterNames(properties);
  const hint = { path: connectionPath(id), names: names.join(', ') || 'none' };
  if (held === null && names.length > 0) {
    const reason = 'The connector signs in, and you have handed in no connection for this submission.';
    throw problem('preview-connection-needed', { reason, ...hint });
  }
  try {
    const read = readProperties(properties, hasScript, connection);
    const { scriptOperations } = read;
    const { operationId } = operation;
    if (scriptOperations === 'all' || scriptOperations?.includes(operationId) === true) {
      const reason = 'custom code (script.csx) handles its requests, and custom code is never run here';
      throw problem('operation-not-callable', { operation: operationId, reason });
    }
    const policies = policiesOf(operation, read, connection);
    if (policies.kind === 'unsupported') {
      throw problem('operation-not-callable', { operation: operationId, reason: policies.reason });
    }
    const redactor = createRedactor(secretsOf(properties, connection));
    const store = {
      read: () => tools.previewConnections.get(owner),
      change: (to: Parameters<PreviewConnections['change']>[1]) => tools.previewConnections.change(owner, to),
    };
    const { egress, now } = tools;
    const signIn = await prepareSignIn({ definition, properties, connection, store, egress, redactor, now, signal });
    return { policies: policies.policies, signIn, redactor };
  } catch (error) {
    const ofConnection = error instanceof Problem && /^(?:connection|sign-in)-/.test(error.code);
    throw ofConnection ? problem('preview-connection-needed', { reason: error.detail, ...hint }, error) : error;
  }
}

/** Names of the values that a connection to this connector has: of its first set of parameters, where there are several. */
export function parameterNames(properties: unknown): string[] {
  return parameterSetOf(properties, {}).parameters.flatMap(({ name, type }) => {
    const { clientId, clientSecret } = tokenMembers(name);
    return type === 'oauthsetting' ? [clientId, clientSecret] : [name];
  });
}

/** Where a person hands in a connection. */
export function connectionPath(submissionId: string): string {
  return `/api/v1/submissions/${submissionId}/preview-connection`;
}

function failureOf({ reason, text, fault }: Failure, { operationId }: Operation): Problem {
  const refused = fault === undefined ? notMade.includes(reason) : fault === 'yours';
  return problem(refused ? 'preview-call-refused' : 'preview-call-failed', { operation: operationId, reason: text });
}
