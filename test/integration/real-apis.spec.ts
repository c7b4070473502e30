import { join } from 'node:path';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { verdictOf } from '../../src/core/verdict.js';
import { childEntry, packageIn, runStage } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';
import { startAlertmanager, startPowerDns } from '../support/real-apis/start.js';

const newman = createNewman({ childEntry, memoryMb: 247, idleSeconds: 30 });
const connector = (name: string) => packageIn(join(process.cwd(), 'test/support/real-apis', name, 'connector'));

afterAll(() => newman.close());

/** What of the record these tests look at. */
interface FunctionalRecord {
  readonly chains: readonly unknown[];
  readonly leftovers: readonly unknown[];
  readonly coverage: { readonly totals: Readonly<Record<string, number>> };
  readonly strength: { readonly judged: number; readonly share: number };
}

async function certify(name: string, egress: string, server: TestServer, connection: Record<string, string>) {
  const run = await runStage(connector(name), { newman, origin: server.url, egress, connection });
  const told = run.report.findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
  return { ...run, told, record: JSON.parse(run.evidence) as FunctionalRecord };
}

describe('the functional stage on a Prometheus Alertmanager', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startAlertmanager();
  }, 60_000);
  afterAll(() => server.stop());

  it('calls every operation, finds the chain of a silence, and tells where the server is lax', async () => {
    const egress = `alertmanager.example.com=${server.url}`;
    const { report, told, record } = await certify('alertmanager', egress, server, {});

    expect(verdictOf(report)).toBe('pass');
    expect(report.checks.filter(({ state }) => state !== 'ran')).toEqual([]);
    expect(record.coverage.totals).toMatchObject({ operations: 9, tested: 9 });
    expect(record.chains).toMatchObject([{ creates: 'PostSilences' }]);
    expect(record.leftovers).toEqual([]);
    expect(record.strength.judged).toBeGreaterThan(100);
    expect(record.strength.share).toBeGreaterThan(0.85);
    // The server reads any text but `true` as false, and its definition says that deleting what is not there ends in a 500.
    expect(told.map(line => line.split(':')[0])).toEqual([
      'warning functional-breaks-down',
      ...Array.from({ length: 4 }, () => 'warning functional-wrong-type'),
    ]);
    const silences = (await (await fetch(`${server.url}/api/v2/silences`)).json()) as { status: { state: string } }[];
    expect(silences.map(({ status }) => status.state).filter(state => state !== 'expired')).toEqual([]);
  }, 120_000);
});

describe('the functional stage on a PowerDNS server', () => {
  const key = 'canary-key-of-the-name-server-52c1';
  let server: TestServer;

  beforeAll(async () => {
    server = await startPowerDns(key);
  }, 60_000);
  afterAll(() => server.stop());

  it('calls every operation with the key, and finds where the server breaks down', async () => {
    const { report, evidence, told, record } = await certify('powerdns', `dns.example.com=${server.url}`, server, {
      api_key: key,
    });

    expect(told).toEqual([
      'error functional-breaks-down: SearchRecords answers 500 with a text for `max`: it breaks down where it should refuse.',
    ]);
    expect(report.checks.filter(({ state }) => state !== 'ran')).toEqual([]);
    expect(record.coverage.totals).toMatchObject({ operations: 8, tested: 8 });
    expect(record.chains).toMatchObject([{ creates: 'CreateZone' }]);
    expect(record.leftovers).toEqual([]);
    expect(evidence + JSON.stringify(report)).not.toContain(key);
    const zones = await fetch(`${server.url}/api/v1/servers/localhost/zones`, { headers: { 'x-api-key': key } });
    expect(await zones.json()).toEqual([]);
  }, 120_000);
});
