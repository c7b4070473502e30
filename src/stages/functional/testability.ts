import type { Connection } from '../../core/ports/connections.js';
import type { Operation } from '../../runtime/definition.js';
import { isObject, own } from '../../core/json-value.js';
import { policiesOf } from '../../runtime/policies/read-policies.js';
import type { Policy } from '../../runtime/policies/policy.js';
import type { ConnectorProperties } from '../../runtime/properties.js';
import type { ViewSchema } from './schema-view.js';
import { callbackPlaceOf } from './triggers/callback-place.js';

/**
 * Whether an operation can be called here as its users call it. A `webhook` can be where its API can call back; it is tested as what it
 * is (see `triggers/`), and called for nothing else.
 */
export type Testability =
  | { readonly kind: 'testable' | 'webhook'; readonly policies: readonly Policy[] }
  | { readonly kind: 'untestable'; readonly reason: string };

/**
 * Says of an operation whether this runtime can call it. Throws `connection-parameter-missing` when a policy of it needs a value
 * that the connection lacks.
 */
export function testabilityOf(
  operation: Operation,
  view: ViewSchema,
  properties: ConnectorProperties,
  connection: Connection,
): Testability {
  const { scriptOperations } = properties;
  if (scriptOperations === 'all' || scriptOperations?.includes(operation.operationId) === true) {
    return untestable('custom code (script.csx) handles its requests, and custom code is never run here');
  }
  const upload = operation.parameters.find(({ in: place, schema }) => place !== 'formData' && isFile(view, schema));
  if (upload) return untestable(`its parameter \`${upload.name}\` is a file`);
  const sendsBody = operation.parameters.some(parameter => parameter.in === 'body');
  if (sendsBody && operation.consumes.length > 0 && bodyMediaType(operation.consumes) === null) {
    return untestable(`it takes its body as ${operation.consumes.join(', ')}`);
  }
  const policies = policiesOf(operation, properties, connection);
  return policies.kind === 'applicable'
    ? { kind: callbackPlaceOf(operation, view) === null ? 'testable' : 'webhook', policies: policies.policies }
    : untestable(policies.reason);
}

/** The media type that a body is sent as: JSON or plain text; null when the operation takes neither. */
export function bodyMediaType(consumes: readonly string[]): string | null {
  if (consumes.length === 0) return 'application/json';
  const json = consumes.find(type => /^(?:application\/json|[^;]+\+json)\b/i.test(type));
  return json ?? consumes.find(type => /^text\/plain\b/i.test(type)) ?? null;
}

function isFile(view: ViewSchema, schema: unknown): boolean {
  const viewed = isObject(schema) ? view(schema) : null;
  return viewed !== null && (viewed.type === 'file' || own(viewed.keywords, 'format') === 'binary');
}

function untestable(reason: string): Testability {
  return { kind: 'untestable', reason };
}
