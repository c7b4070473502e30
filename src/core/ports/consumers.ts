import type { Consumer, User } from '../consumer.js';
import type { PackageFile } from '../package.js';

/** A consumer that is to be registered under a new id. */
export type NewConsumer = Pick<Consumer, 'id' | 'publisher' | 'connector' | 'name' | 'operations'>;

/** Who uses which operations of public connectors. */
export abstract class Consumers {
  /** The files of the newest public version; null where none is public. */
  abstract publicFiles(publisher: string, connector: string): Promise<readonly PackageFile[] | null>;
  /** Whether there is such a connector at all, public or not. */
  abstract exists(publisher: string, connector: string): Promise<boolean>;
  /** Registers a consumer of an account; what the account registered before under the same name is removed. Throws `consumer-limit`. */
  abstract register(consumer: NewConsumer, by: string): Promise<Consumer>;
  /** Newest first; with `all` everybody's, else the account's own. Throws `cursor-invalid`. */
  abstract list(
    connector: Pick<Consumer, 'publisher' | 'connector'>,
    filter: { account: string; all: boolean; limit: number; cursor: string | null },
  ): Promise<{ items: Consumer[]; next: string | null }>;
  /** Removes one's own. Throws `consumer-not-found`. */
  abstract remove(id: string, by: string): Promise<void>;
  /** All users of a connector, by name. */
  abstract of(publisher: string, connector: string): Promise<User[]>;
}
