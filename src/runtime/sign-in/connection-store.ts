import type { Connection, ConnectionChange } from '../../core/ports/connections.js';

/** The connection of one submission where it is kept, for a run that gets new tokens. */
export interface ConnectionStore {
  read(): Promise<Connection | null>;
  /** See `Connections.change`. */
  change(change: ConnectionChange): Promise<boolean>;
}
