import { randomBytes } from 'node:crypto';
import { MemoryConnections } from '../../src/adapters/memory/connections.js';
import { PostgresConnections } from '../../src/adapters/postgres/connections.js';
import { createMigratedDatabase } from '../support/database.js';
import { describeConnections } from './connections.contract.js';

describeConnections('MemoryConnections', () => new MemoryConnections());

describe('on PostgreSQL', () => {
  const masterKey = randomBytes(32);
  let database: Awaited<ReturnType<typeof createMigratedDatabase>>;
  beforeAll(async () => (database = await createMigratedDatabase()));
  afterAll(() => database.close());

  describeConnections('PostgresConnections', () => new PostgresConnections(database.dataSource, masterKey));
});
