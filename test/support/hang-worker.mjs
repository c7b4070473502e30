// A worker process on the database given, whose every step takes for ever. Says each step that it holds; lives until it is killed.
import { createDataSource } from '../../dist/src/adapters/postgres/data-source.js';
import { PostgresLedger } from '../../dist/src/adapters/postgres/ledger.js';
import { NotifyDoorbell } from '../../dist/src/adapters/queue/notify-doorbell.js';
import { createWorker } from '../../dist/src/worker/worker.js';

const [url, leaseSeconds] = process.argv.slice(2);
const log = { info() {}, warn() {}, error() {} };
const dataSource = await createDataSource(url, { poolSize: 2, log }).initialize();
const worker = createWorker({
  ledger: new PostgresLedger(dataSource),
  doorbell: new NotifyDoorbell({ url, log }),
  run: step => {
    process.stdout.write(`${step.id}\n`);
    return new Promise(() => {});
  },
  concurrency: 1,
  leaseSeconds: Number(leaseSeconds),
  pollSeconds: 0.2,
  log,
});
await worker.start();
