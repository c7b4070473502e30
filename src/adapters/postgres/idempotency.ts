import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Idempotency, idempotencyHours } from '../../core/ports/idempotency.js';
import type { Answer, RepeatableRequest } from '../../core/ports/idempotency.js';
import { Problem, problem } from '../../core/problems.js';
import { change, inTransaction, select, withProblems } from './transaction.js';

/** After how long a request that was not answered is taken to have died with its process; it may then be repeated. Seconds. */
const longestWork = 120;

/** Answers under their keys in PostgreSQL. */
export class PostgresIdempotency extends Idempotency {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async once(
    request: RepeatableRequest,
    work: (id: string) => Promise<Answer>,
  ): Promise<{ answer: Answer; replayed: boolean }> {
    const entry = await this.enter(request);
    if ('answer' in entry) return { answer: entry.answer, replayed: true };
    try {
      const answer = await work(entry.id);
      await this.store(request, answer);
      return { answer, replayed: false };
    } catch (error) {
      await this.leave(request, error);
      throw error;
    }
  }

  /** Enters the key, or finds it: with an answer, free to be taken over, or in use. */
  private enter({ account, key, requestHash }: RepeatableRequest): Promise<{ id: string } | { answer: Answer }> {
    return inTransaction(this.dataSource, async tx => {
      await change(tx, `delete from idempotency_key where created_at < now() - make_interval(hours => $1)`, [
        idempotencyHours,
      ]);
      const id = randomUUID();
      const entered = await select(
        tx,
        `insert into idempotency_key (account_id, key, request_hash, resource_id, busy_until)
         values ($1, $2, $3, $4, now() + make_interval(secs => $5)) on conflict do nothing returning key`,
        [account, key, requestHash, id, longestWork],
      );
      if (entered.length === 1) return { id };
      const [known] = await select<KeyRow>(
        tx,
        `select request_hash as "requestHash", resource_id as id, busy_until > now() as busy, status, headers, body
           from idempotency_key where account_id = $1 and key = $2 for update`,
        [account, key],
      );
      // Whoever entered it has given it up in this very moment.
      if (known === undefined) throw problem('idempotency-in-progress', { key });
      if (known.requestHash !== requestHash) throw problem('idempotency-key-reused', { key });
      if (known.status !== null) {
        const body: unknown = known.body === null ? null : JSON.parse(known.body);
        return { answer: { status: known.status, headers: known.headers ?? {}, body } };
      }
      if (known.busy) throw problem('idempotency-in-progress', { key });
      await tx.query(
        `update idempotency_key set busy_until = now() + make_interval(secs => $3) where account_id = $1 and key = $2`,
        [account, key, longestWork],
      );
      return { id: known.id };
    });
  }

  private async store({ account, key }: RepeatableRequest, { status, headers, body }: Answer): Promise<void> {
    await withProblems(() =>
      change(
        this.dataSource.manager,
        `update idempotency_key set busy_until = null, status = $3, headers = $4, body = $5 where account_id = $1 and key = $2`,
        [account, key, status, JSON.stringify(headers), JSON.stringify(body ?? null)],
      ),
    );
  }

  /** A request that was refused is forgotten, so that it may be corrected. Of any other it is unknown how far it came: it keeps its id. */
  private async leave({ account, key }: RepeatableRequest, error: unknown): Promise<void> {
    const refused = error instanceof Problem && error.fault === 'yours';
    const sql = refused
      ? 'delete from idempotency_key where account_id = $1 and key = $2 and status is null'
      : 'update idempotency_key set busy_until = null where account_id = $1 and key = $2 and status is null';
    // When even this fails the key is free again after `longestWork`; the error that matters is the first one.
    await change(this.dataSource.manager, sql, [account, key]).catch(() => undefined);
  }
}

interface KeyRow {
  readonly requestHash: string;
  readonly id: string;
  readonly busy: boolean | null;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: string | null;
}
