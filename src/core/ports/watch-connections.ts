import type { Connection, ConnectionChange } from './connections.js';

/** A connector, by its publisher and its short name. */
export interface ConnectorName {
  readonly publisher: string;
  readonly connector: string;
}

/**
 * Keeps the credentials that the monitors of public versions sign in with: the connection of a submission ends with it. One for each
 * connector, write-only for people.
 */
export abstract class WatchConnections {
  /** Replaces what was there, and has the monitor of the public version run soon. Throws `connector-not-found`, `vault-key-retired`. */
  abstract set(connector: ConnectorName, connection: Connection, by: string): Promise<void>;
  /** Removes it; harmless where there is none. Throws `connector-not-found`. */
  abstract remove(connector: ConnectorName, by: string): Promise<void>;
  /** Null when the connector has none. Throws `vault-key-wrong`, `vault-record-damaged`. */
  abstract get(connector: ConnectorName): Promise<Connection | null>;
  /** As `Connections.change`: a token that was renewed is kept, unless somebody gave another connection meanwhile. */
  abstract change(connector: ConnectorName, change: ConnectionChange): Promise<boolean>;
}
