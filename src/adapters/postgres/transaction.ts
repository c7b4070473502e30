import { setTimeout as sleep } from 'node:timers/promises';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { Problem, problem } from '../../core/problems.js';

/** How often a transaction is run again that lost against another one. */
const longestStruggle = 5;

/**
 * Runs `work` in one transaction: all of it happens, or nothing. When it loses against another one (deadlock, serialisation) it
 * is run again, so `work` may change nothing but the database. Throws what `work` throws, with the database's own refusals told
 * as problems: `four-eyes`, `database-unreachable`, `storage-full`.
 */
export async function inTransaction<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      const conflict = ['40001', '40P01'].includes(causeOf(error).code);
      if (!conflict || attempt === longestStruggle) throw explained(error);
      await sleep(2 ** attempt * 5 * Math.random());
    }
  }
}

/** Runs `work`, which reads or writes with single statements, and tells the database's refusals as problems. */
export async function withProblems<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error);
  }
}

/** The rows of a SELECT, or of an INSERT … RETURNING. */
export function select<Row>(tx: EntityManager, sql: string, values: unknown[] = []): Promise<Row[]> {
  return tx.query<Row[]>(sql, values);
}

/** The rows that an UPDATE or a DELETE gives with RETURNING: for these two, TypeORM's answer is a pair of rows and count. */
export async function change<Row>(tx: EntityManager, sql: string, values: unknown[] = []): Promise<Row[]> {
  const [rows] = await tx.query<[Row[], number]>(sql, values);
  return rows;
}

/** True when an INSERT broke the unique constraint or index of this name. */
export function breaks(error: unknown, constraint: string): boolean {
  return causeOf(error).constraint === constraint;
}

/** Codes of Node and SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html) of a database that is not there. */
const unreachable =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|08\w{3}|57P0[1-5]|57014|25P03|28\w{3}|3D000|53300)$/;
/** What pg says without a code when a connection breaks or none comes free. */
const unreachableWords =
  /connection terminated|timeout exceeded when trying to connect|not queryable|connection error/i;

function explained(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const { code, message } = causeOf(error);
  if (code === 'ZA002') return problem('four-eyes', { reason: message }, error);
  if (code === '53100') return problem('storage-full', { place: 'the database', reason: message }, error);
  const lost = error instanceof QueryRunnerAlreadyReleasedError || unreachableWords.test(message);
  return lost || unreachable.test(code) ? problem('database-unreachable', { reason: message || code }, error) : error;
}

interface Cause {
  readonly code: string;
  readonly message: string;
  readonly constraint: string;
}

/** What pg or Node threw, which TypeORM may have wrapped, as far as it says anything. */
function causeOf(error: unknown): Cause {
  const thrown: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const said = (name: string) => {
    const value: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: said('code'), message: said('message'), constraint: said('constraint') };
}
