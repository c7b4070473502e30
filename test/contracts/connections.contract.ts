import { randomUUID } from 'node:crypto';
import type { Connections } from '../../src/core/ports/connections.js';

/** Runs one suite of promises on an implementation of the connections. */
export function describeConnections(name: string, start: () => Connections): void {
  describe(`${name} keeps what connections promise`, () => {
    let connections: Connections;
    let submission: string;
    beforeEach(() => {
      connections = start();
      submission = randomUUID();
    });

    it('gives back exactly what was put away, for this submission only', async () => {
      const connection = { api_key: 'canary-κλειδί-🔑', 'client secret': '', __proto__x: 'plain' };

      await connections.put(submission, connection);

      expect(await connections.get(submission)).toEqual(connection);
      expect(await connections.get(randomUUID())).toBeNull();
    });

    it('replaces everything that was there before', async () => {
      await connections.put(submission, { user: 'a', password: 'b' });
      await connections.put(submission, { token: 'c' });
      expect(await connections.get(submission)).toEqual({ token: 'c' });

      await connections.put(submission, {});
      expect(await connections.get(submission)).toBeNull();
    });

    it('changes members, and only while they are as expected', async () => {
      await connections.put(submission, { client: 'c', refresh: 'one', pending: 'p' });
      const change = { from: { refresh: 'one', access: null }, to: { refresh: 'two', access: 'a', pending: null } };

      expect(await connections.change(submission, change)).toBe(true);
      expect(await connections.get(submission)).toEqual({ client: 'c', refresh: 'two', access: 'a' });
      // The same once more is about what is no longer there.
      expect(await connections.change(submission, change)).toBe(false);
      expect(await connections.change(submission, { from: { gone: 'x' }, to: { refresh: 'three' } })).toBe(false);
      expect(await connections.get(submission)).toEqual({ client: 'c', refresh: 'two', access: 'a' });
    });

    it('lets one of several changes of the same member happen', async () => {
      await connections.put(submission, { refresh: 'one' });

      const all = await Promise.all(
        [1, 2, 3, 4].map(n =>
          connections.change(submission, { from: { refresh: 'one' }, to: { refresh: `new ${n}` } }),
        ),
      );

      expect(all.filter(Boolean)).toHaveLength(1);
      expect((await connections.get(submission))?.refresh).toBe(`new ${all.indexOf(true) + 1}`);
    });

    it('begins a connection with a change', async () => {
      expect(await connections.change(submission, { from: { a: null }, to: { a: 'b' } })).toBe(true);
      expect(await connections.get(submission)).toEqual({ a: 'b' });
    });

    it('forgets what is deleted, and does not mind deleting twice', async () => {
      await connections.put(submission, { token: 'c' });

      await connections.delete(submission);
      await connections.delete(submission);

      expect(await connections.get(submission)).toBeNull();
    });

    it('is not changed by what the caller does with the object afterwards', async () => {
      const connection = { token: 'before' };
      await connections.put(submission, connection);

      connection.token = 'after';

      expect(await connections.get(submission)).toEqual({ token: 'before' });
    });
  });
}
