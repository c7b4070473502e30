// Starts the built embedded PostgreSQL on the folder given, says its URL, and lives until it is killed or told to `stop`.
import { startEmbeddedPostgres } from '../../dist/src/adapters/postgres/embedded.js';

const tell = (facts, sentence) => process.stderr.write(`${sentence} ${JSON.stringify(facts)}\n`);
const server = await startEmbeddedPostgres({
  directory: process.argv[2],
  log: { info: tell, warn: tell, error: tell },
});
process.stdout.write(`${server.url}\n`);
process.stdin.once('data', () => server.stop().then(() => process.exit(0)));
