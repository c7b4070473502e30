import { PostgresIdempotency } from '../../src/adapters/postgres/idempotency.js';
import { problem } from '../../src/core/problems.js';
import { createMigratedDatabase } from '../support/database.js';

describe('a request that is repeated under its key', () => {
  let database: Awaited<ReturnType<typeof createMigratedDatabase>>;
  let idempotency: PostgresIdempotency;
  let count = 0;
  beforeAll(async () => {
    database = await createMigratedDatabase();
    idempotency = new PostgresIdempotency(database.dataSource);
  });
  afterAll(() => database.close());

  const request = (known: object = {}) => ({
    account: 'ann',
    key: `key-${(count += 1)}`,
    requestHash: 'a'.repeat(64),
    ...known,
  });
  const answer = {
    status: 202,
    headers: { location: '/api/v1/submissions/1' },
    body: { id: '1', odd: '\0\uD800', none: null },
  };

  it('is answered the same, and works once', async () => {
    const repeated = request();
    let works = 0;
    const work = async () => {
      works += 1;
      return answer;
    };

    const first = await idempotency.once(repeated, work);
    const second = await idempotency.once(repeated, work);

    expect(first).toEqual({ answer, replayed: false });
    expect(second).toEqual({ answer, replayed: true });
    expect(works).toBe(1);
  });

  it('is refused with other content, and belongs to one account', async () => {
    const repeated = request();
    await idempotency.once(repeated, async () => answer);

    await expect(
      idempotency.once({ ...repeated, requestHash: 'b'.repeat(64) }, async () => answer),
    ).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(await idempotency.once({ ...repeated, account: 'bob' }, async () => answer)).toMatchObject({
      replayed: false,
    });
  });

  it('works once of twenty at the same moment; the others are told to wait or get its answer', async () => {
    const repeated = request();
    let works = 0;
    const work = async () => {
      works += 1;
      await new Promise(resolve => setTimeout(resolve, 100));
      return answer;
    };

    const results = await Promise.allSettled([...Array(20).keys()].map(() => idempotency.once(repeated, work)));

    expect(works).toBe(1);
    for (const result of results) {
      if (result.status === 'fulfilled') expect(result.value.answer).toEqual(answer);
      else expect(result.reason).toMatchObject({ code: 'idempotency-in-progress' });
    }
    expect(results.some(result => result.status === 'fulfilled')).toBe(true);
  });

  it('may be corrected after it was refused', async () => {
    const repeated = request();
    const refuse = () => Promise.reject(problem('cursor-invalid'));
    await expect(idempotency.once(repeated, refuse)).rejects.toMatchObject({ code: 'cursor-invalid' });

    const corrected = { ...repeated, requestHash: 'b'.repeat(64) };
    expect(await idempotency.once(corrected, async () => answer)).toMatchObject({ replayed: false });
  });

  it('creates under the same id when nobody knows how far the first one came', async () => {
    const repeated = request();
    const ids: string[] = [];
    const crash = (id: string) => {
      ids.push(id);
      return Promise.reject(new Error('The process was about to fall over.'));
    };
    await expect(idempotency.once(repeated, crash)).rejects.toThrow('fall over');
    await idempotency.once(repeated, async id => {
      ids.push(id);
      return answer;
    });
    expect(ids[1]).toBe(ids[0]);

    // The same when the process died without a word.
    const died = request();
    void idempotency.once(died, id => {
      ids.push(id);
      return new Promise(() => undefined);
    });
    while (ids.length < 3) await new Promise(resolve => setTimeout(resolve, 5));
    await expect(idempotency.once(died, async () => answer)).rejects.toMatchObject({ code: 'idempotency-in-progress' });
    await database.query(`update idempotency_key set busy_until = now() - interval '1 second' where key = $1`, [
      died.key,
    ]);
    await idempotency.once(died, async id => {
      ids.push(id);
      return answer;
    });
    expect(ids[3]).toBe(ids[2]);
  });

  it('is forgotten after a day', async () => {
    const repeated = request();
    await idempotency.once(repeated, async () => answer);
    await database.query(`update idempotency_key set created_at = now() - interval '25 hours' where key = $1`, [
      repeated.key,
    ]);

    expect(await idempotency.once(repeated, async () => answer)).toMatchObject({ replayed: false });
  });
});
