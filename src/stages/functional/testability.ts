import type { Connection } from '../../core/ports/connections.js';
import type { Operation } from '../../runtime/definition.js';
import { isObject, own } from '../../core/json-value.js';
import { policiesOf } from '../../runtime/policies/read-policies.js';
import type { Policy } from '../../runtime/policies/policy.js';
import type { ConnectorProperties } from '../../runtime/properties.js';
import type { ViewSchema } from './schema-view.js';

/** Whether an operation can be called here as its users call it. */
export type Testability =
  | { readonly kind: 'testable'; readonly policies: readonly Policy[] }
  | { readonly kind: 'untestable'; readonly reason: string };

const deepest = 6;

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
  if (operation.parameters.some(({ schema, declaration }) => asksForCallback(view, schema, declaration))) {
    return untestable('it subscribes to a webhook, and nothing here can be called back');
  }
  const upload = operation.parameters.find(({ schema }) => isFile(view, schema));
  if (upload) return untestable(`its parameter \`${upload.name}\` is a file`);
  const sendsBody = operation.parameters.some(parameter => parameter.in === 'body');
  if (sendsBody && operation.consumes.length > 0 && bodyMediaType(operation.consumes) === null) {
    return untestable(`it takes its body as ${operation.consumes.join(', ')}`);
  }
  const policies = policiesOf(operation, properties, connection);
  return policies.kind === 'applicable'
    ? { kind: 'testable', policies: policies.policies }
    : untestable(policies.reason);
}

/** The media type that a body is sent as: JSON or plain text; null when the operation takes neither. */
export function bodyMediaType(consumes: readonly string[]): string | null {
  if (consumes.length === 0) return 'application/json';
  const json = consumes.find(type => /^(?:application\/json|[^;]+\+json)\b/i.test(type));
  return json ?? consumes.find(type => /^text\/plain\b/i.test(type)) ?? null;
}

function asksForCallback(view: ViewSchema, schema: unknown, declaration: unknown, depth = 0): boolean {
  if (own(declaration, 'x-ms-notification-url') === true) return true;
  const viewed = depth > deepest ? null : view(schema);
  if (!viewed) return false;
  if (own(viewed.keywords, 'x-ms-notification-url') === true) return true;
  return [...viewed.properties.values()].some(property => asksForCallback(view, property, property, depth + 1));
}

function isFile(view: ViewSchema, schema: unknown): boolean {
  const viewed = isObject(schema) ? view(schema) : null;
  return viewed !== null && (viewed.type === 'file' || own(viewed.keywords, 'format') === 'binary');
}

function untestable(reason: string): Testability {
  return { kind: 'untestable', reason };
}
