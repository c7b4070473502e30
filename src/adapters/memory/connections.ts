import { Connections } from '../../core/ports/connections.js';
import type { Connection, ConnectionChange } from '../../core/ports/connections.js';

/** Credentials in this process's memory, for a run that ends with it. */
export class MemoryConnections extends Connections {
  private readonly connections = new Map<string, Connection>();

  async put(submissionId: string, connection: Connection): Promise<void> {
    if (Object.keys(connection).length === 0) return this.delete(submissionId);
    this.connections.set(submissionId, { ...connection });
  }

  get(submissionId: string): Promise<Connection | null> {
    return Promise.resolve(this.connections.get(submissionId) ?? null);
  }

  async change(submissionId: string, { from, to }: ConnectionChange): Promise<boolean> {
    const current = this.connections.get(submissionId) ?? {};
    if (Object.entries(from).some(([name, value]) => (current[name] ?? null) !== value)) return false;
    const members = Object.entries({ ...current, ...to }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as const],
    );
    await this.put(submissionId, Object.fromEntries(members));
    return true;
  }

  delete(submissionId: string): Promise<void> {
    this.connections.delete(submissionId);
    return Promise.resolve();
  }
}
