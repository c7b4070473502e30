import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { Webhooks } from '../../core/ports/webhooks.js';
import type { ClaimedDelivery } from '../../core/ports/webhooks.js';
import { problem } from '../../core/problems.js';
import { mostWebhooks, shownAttempts } from '../../core/webhook.js';
import type { AfterAttempt, Delivery, DeliveryAttempt, Sent, Webhook, WebhookEvent } from '../../core/webhook.js';
import { appendAudit, assay } from './audit.js';
import { page, readCursor } from './cursor.js';
import { storable } from './storable.js';
import { breaks, change, inTransaction, select, withProblems } from './transaction.js';
import { keyIdOf, seal, unseal } from './vault.js';
import type { Sealed } from './vault.js';

/** Webhooks in PostgreSQL. Each secret is sealed like a credential, under a key of its own that the master key wraps. */
export class PostgresWebhooks extends Webhooks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: Uint8Array,
  ) {
    super();
  }

  async create(
    { id, publisher, url, events }: { id: string; publisher: string; url: string; events: readonly WebhookEvent[] },
    by: string,
  ): Promise<{ webhook: Webhook; secret: string }> {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const { keyId, wrappedKey, sealed } = seal(this.masterKey, ['webhook', id], secret);
    try {
      const webhook = await inTransaction(this.dataSource, async tx => {
        const known = await select(tx, 'select from publisher where slug = $1 for no key update', [publisher]);
        if (known.length === 0) throw problem('publisher-not-found', { publisher });
        const others = await select(
          tx,
          'select from webhook where publisher = $1 and removed_at is null and id <> $2',
          [publisher, id],
        );
        if (others.length >= mostWebhooks) throw problem('webhook-limit', { publisher, limit: mostWebhooks });
        await tx.query(
          `insert into webhook (id, publisher, url, events, created_by, key_id, wrapped_key, sealed)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (id) do update set key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, sealed = excluded.sealed`,
          [id, publisher, url, [...new Set(events)], by, keyId, wrappedKey, sealed],
        );
        const created = await findWebhook(tx, id);
        // The URL may hold a secret of the receiver's; the trail names only its host.
        const details = { webhook: id, publisher, host: new URL(url).host, events: created.events };
        await appendAudit(tx, { actor: by, action: 'webhook.created', submissionId: null, details });
        return created;
      });
      return { webhook, secret };
    } catch (error) {
      if (!breaks(error, 'credential_key_in_use')) throw error;
      throw problem('vault-key-retired', { held: keyIdOf(this.masterKey) }, error);
    }
  }

  list(publisher: string): Promise<Webhook[]> {
    return withProblems(async () => {
      const rows = await select<WebhookRow>(
        this.dataSource.manager,
        `select ${webhookColumns} from webhook where publisher = $1 and removed_at is null order by created_at, id`,
        [publisher],
      );
      return rows.map(webhookOf);
    });
  }

  get(id: string): Promise<Webhook> {
    return withProblems(() => findWebhook(this.dataSource.manager, id));
  }

  remove(id: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      const { publisher } = await findWebhook(tx, id, true);
      await change(tx, 'update webhook set removed_at = now() where id = $1', [id]);
      await parkAll(tx, id);
      const details = { webhook: id, publisher };
      await appendAudit(tx, { actor: by, action: 'webhook.removed', submissionId: null, details });
    });
  }

  enable(id: string, by: string): Promise<Webhook> {
    return inTransaction(this.dataSource, async tx => {
      const { publisher, disabledAt } = await findWebhook(tx, id, true);
      if (disabledAt !== null) {
        await change(
          tx,
          'update webhook set disabled_at = null, disabled_reason = null, failing_since = null where id = $1',
          [id],
        );
        const details = { webhook: id, publisher };
        await appendAudit(tx, { actor: by, action: 'webhook.enabled', submissionId: null, details });
      }
      return findWebhook(tx, id);
    });
  }

  deliveries(
    webhookId: string,
    { limit, cursor }: { limit: number; cursor: string | null },
  ): Promise<{ items: Delivery[]; next: string | null }> {
    const mark = cursor === null ? null : readCursor(cursor);
    return withProblems(async () => {
      const found = await findDeliveries(
        this.dataSource.manager,
        `d.webhook_id = $1 and ($3::timestamptz is null or (d.created_at, d.id) < ($3, $4))`,
        [webhookId, limit + 1, mark?.at ?? null, mark?.id ?? null],
      );
      return page(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
    });
  }

  webhookOf(deliveryId: string): Promise<Webhook> {
    return withProblems(async () => {
      const db = this.dataSource.manager;
      const [row] = await select<{ id: string }>(
        db,
        'select w.id from delivery d join webhook w on w.id = d.webhook_id where d.id = $1 and w.removed_at is null',
        [deliveryId],
      );
      if (row === undefined) throw problem('delivery-not-found', { id: deliveryId });
      return findWebhook(db, row.id);
    });
  }

  replay(deliveryId: string, by: string): Promise<Delivery> {
    return inTransaction(this.dataSource, async tx => {
      const [row] = await select<{ webhookId: string }>(
        tx,
        'select webhook_id as "webhookId" from delivery where id = $1',
        [deliveryId],
      );
      if (row === undefined) throw problem('delivery-not-found', { id: deliveryId });
      // The webhook first, as everywhere: two that lock in different orders would wait for each other.
      const { id, disabledReason, publisher } = await findWebhook(tx, row.webhookId, true);
      if (disabledReason !== null) throw problem('webhook-disabled', { id, reason: disabledReason });
      await change(
        tx,
        `update delivery set state = 'due', due_at = now(), attempts = 0 where id = $1 and state <> 'sending'`,
        [deliveryId],
      );
      const [delivery] = await findDeliveries(tx, 'd.id = $1', [deliveryId, 1]);
      if (delivery === undefined) throw problem('delivery-not-found', { id: deliveryId });
      const details = { delivery: deliveryId, webhook: id, publisher };
      await appendAudit(tx, {
        actor: by,
        action: 'delivery.replayed',
        submissionId: delivery.submissionId,
        details,
      });
      return delivery;
    });
  }

  async claim(leaseSeconds: number): Promise<ClaimedDelivery | null> {
    const claimed = await withProblems(() => claimDelivery(this.dataSource.manager, leaseSeconds));
    if (claimed === null) return null;
    const { keyId, wrappedKey, sealed, ...delivery } = claimed;
    return { ...delivery, secret: this.open(delivery.webhookId, { keyId, wrappedKey, sealed }) };
  }

  settle(delivery: ClaimedDelivery, sent: Sent, after: AfterAttempt): Promise<boolean> {
    return inTransaction(this.dataSource, tx => settleDelivery(tx, delivery, sent, after));
  }

  /** The secret, or null: one record that cannot be opened is no reason to stop all deliveries. */
  private open(webhookId: string, record: Sealed): string | null {
    try {
      return unseal(this.masterKey, ['webhook', webhookId], record);
    } catch {
      return null;
    }
  }
}

const webhookColumns = `id, publisher, url, events, created_at as "createdAt", failing_since as "failingSince",
  disabled_at as "disabledAt", disabled_reason as "disabledReason"`;

interface WebhookRow extends Omit<Webhook, 'createdAt' | 'failingSince' | 'disabledAt'> {
  readonly createdAt: Date;
  readonly failingSince: Date | null;
  readonly disabledAt: Date | null;
}

function webhookOf(row: WebhookRow): Webhook {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    failingSince: row.failingSince?.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
  };
}

/** The webhook; with `lock`, nobody else changes it until the transaction ends. Throws `webhook-not-found`. */
async function findWebhook(tx: EntityManager, id: string, lock = false): Promise<Webhook> {
  const [row] = await select<WebhookRow>(
    tx,
    `select ${webhookColumns} from webhook where id = $1 and removed_at is null ${lock ? 'for no key update' : ''}`,
    [id],
  );
  if (row === undefined) throw problem('webhook-not-found', { id });
  return webhookOf(row);
}

/** Deliveries that a condition on `d` holds for, newest first; the second value is how many at most. */
async function findDeliveries(tx: EntityManager, where: string, values: unknown[]): Promise<Delivery[]> {
  const rows = await select<Omit<Delivery, 'createdAt' | 'dueAt'> & { createdAt: Date; dueAt: Date | null }>(
    tx,
    `select d.id, n.id as message, n.event, n.submission_id as "submissionId", d.state, d.created_at as "createdAt",
            case when d.state = 'due' then d.due_at end as "dueAt",
            coalesce((select jsonb_agg(a order by a.number desc) from (
              select number, ended_at as "endedAt", status, failure, answer, ms from delivery_attempt
               where delivery_id = d.id order by number desc limit ${shownAttempts}) as a), '[]') as attempts
       from delivery d join notice n on n.id = d.notice_id
      where ${where} order by d.created_at desc, d.id desc limit $2`,
    values,
  );
  return rows.map(row => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    attempts: row.attempts.map((attempt: DeliveryAttempt) => ({
      ...attempt,
      endedAt: new Date(attempt.endedAt).toISOString(),
    })),
  }));
}

async function claimDelivery(
  db: EntityManager,
  leaseSeconds: number,
): Promise<(Omit<ClaimedDelivery, 'secret'> & Sealed) | null> {
  const [claimed] = await change<Omit<ClaimedDelivery, 'secret'> & Sealed>(
    db,
    `with next as (
       select d.id from delivery d
        where ((d.state = 'due' and d.due_at <= now()) or (d.state = 'sending' and d.lease_until < now()))
          -- A receiver that is slow holds up its own publisher only.
          and not exists (
            select from delivery other
             where other.publisher = d.publisher and other.state = 'sending' and other.lease_until >= now())
        order by d.due_at, d.id limit 1 for update of d skip locked)
     update delivery d set state = 'sending', fence = fence + 1, attempts = attempts + 1,
            lease_until = now() + make_interval(secs => $1)
       from next, webhook w, notice n
      where d.id = next.id and w.id = d.webhook_id and n.id = d.notice_id
     returning d.id, d.webhook_id as "webhookId", d.publisher, d.fence, d.attempts, w.url, n.id as message, n.body,
               coalesce(extract(epoch from now() - w.failing_since), 0)::int as "failingSeconds",
               w.key_id as "keyId", w.wrapped_key as "wrappedKey", w.sealed`,
    [leaseSeconds],
  );
  return claimed ?? null;
}

async function settleDelivery(
  tx: EntityManager,
  { id, webhookId, publisher, fence }: ClaimedDelivery,
  { status, failure, answer, ms }: Sent,
  after: AfterAttempt,
): Promise<boolean> {
  // The webhook first, as everywhere: two that lock in different orders would wait for each other.
  const [webhook] = await select<{ ended: boolean }>(
    tx,
    'select (removed_at is not null or disabled_at is not null) as ended from webhook where id = $1 for no key update',
    [webhookId],
  );
  const held = await select(tx, `select from delivery where id = $1 and fence = $2 and state = 'sending' for update`, [
    id,
    fence,
  ]);
  if (webhook === undefined || held.length === 0) return false;
  await tx.query(
    'insert into delivery_attempt (delivery_id, number, status, failure, answer, ms) values ($1, $2, $3, $4, $5, $6)',
    [id, fence, status, failure, storable(answer), ms],
  );
  // What was removed or disabled while this was under way is not tried again.
  const state = after.state === 'due' && webhook.ended ? 'parked' : after.state;
  await change(
    tx,
    `update delivery set state = $2, lease_until = null, due_at = now() + make_interval(secs => $3) where id = $1`,
    [id, state, after.state === 'due' ? after.pauseSeconds : 0],
  );
  await change(
    tx,
    `update webhook set failing_since = case when $2 then null else coalesce(failing_since, now()) end where id = $1`,
    [webhookId, after.state === 'delivered'],
  );
  if (after.state === 'parked' && after.disable !== null && !webhook.ended) {
    await change(tx, 'update webhook set disabled_at = now(), disabled_reason = $2 where id = $1', [
      webhookId,
      after.disable,
    ]);
    await parkAll(tx, webhookId);
    const details = { webhook: webhookId, publisher, reason: after.disable };
    await appendAudit(tx, { actor: assay, action: 'webhook.disabled', submissionId: null, details });
  }
  return true;
}

async function parkAll(tx: EntityManager, webhookId: string): Promise<void> {
  await change(tx, `update delivery set state = 'parked' where webhook_id = $1 and state = 'due'`, [webhookId]);
}
