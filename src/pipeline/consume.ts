import type { Principal } from '../core/account.js';
import type { Consumer } from '../core/consumer.js';
import { readJson } from '../core/json-text.js';
import { packageFileNames } from '../core/package.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Consumers, NewConsumer } from '../core/ports/consumers.js';
import { problem } from '../core/problems.js';
import { readDefinition } from '../stages/compare/definition.js';
import { visiblePublishers } from './access.js';

/** Unknown operations that are named before the rest is left out. */
const mostNamed = 5;

/**
 * Registers which operations of a public connector an account uses. A name that the public definition does not have would never be warned
 * about, and is refused. Throws `connector-not-found` (also for what is not public), `operations-unknown`, `consumer-limit`, and what the
 * store throws.
 */
export async function registerConsumer(
  consumer: NewConsumer,
  by: Principal,
  { consumers, blobs }: { readonly consumers: Consumers; readonly blobs: Blobs },
): Promise<Consumer> {
  const { publisher, connector, operations } = consumer;
  const files = await consumers.publicFiles(publisher, connector);
  const definition = files?.find(({ path }) => path === packageFileNames.definition);
  if (definition === undefined) throw problem('connector-not-found', { publisher, connector });
  const known = readDefinition(readJson(await blobs.get(definition.sha256)).value).operations;
  const unknown = operations.filter(operation => !known.has(operation));
  if (unknown.length > 0) {
    throw problem('operations-unknown', { publisher, connector, unknown: unknown.slice(0, mostNamed).join(', ') });
  }
  return consumers.register(consumer, by.account.id);
}

/**
 * The consumers of a connector that the principal may see: all for its publisher's members, reviewers and administrators, else his own.
 * Throws `connector-not-found` for what is neither public nor visible to him, and `cursor-invalid`.
 */
export async function listConsumers(
  { publisher, connector }: Pick<Consumer, 'publisher' | 'connector'>,
  page: { readonly limit: number; readonly cursor: string | null },
  by: Principal,
  consumers: Consumers,
): Promise<{ items: Consumer[]; next: string | null }> {
  const visible = visiblePublishers(by);
  const all = visible === null || visible.includes(publisher);
  const there = all
    ? await consumers.exists(publisher, connector)
    : (await consumers.publicFiles(publisher, connector)) !== null;
  if (!there) throw problem('connector-not-found', { publisher, connector });
  return consumers.list({ publisher, connector }, { account: by.account.id, all, ...page });
}
