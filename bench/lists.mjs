// How fast the pages of the API come when much has been submitted: lists, the review queue, one submission.
//   node bench/lists.mjs [--submissions N] [--requests N] [--only TEXT] [--database DIR]
// Fills an embedded PostgreSQL of its own (bench/fill-lists.mjs) with 10,000 submissions, starts `assay serve --role api` on it in a process
// of its own, and asks for each page 200 times one after the other, then 200 times with 8 at once. Prints, against the target of the
// design, median, p95 and p99 of both in milliseconds, and how many rows the page has. `--database` keeps the filled database there.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openDataSource } from '../dist/src/adapters/postgres/data-source.js';
import { startEmbeddedPostgres } from '../dist/src/adapters/postgres/embedded.js';
import { migrate } from '../dist/src/adapters/postgres/migrate.js';
import { fillLists, webhookId } from './fill-lists.mjs';

const launcher = fileURLToPath(new URL('../bin/assay.js', import.meta.url));
const count = Number(valueOf('--submissions') ?? 10_000);
const requests = Number(valueOf('--requests') ?? 200);
const only = valueOf('--only') ?? '';
const kept = valueOf('--database');
const atOnce = 8;
const targetMs = 300;
const scratch = mkdtempSync(path.join(tmpdir(), 'assay-bench-'));
const log = { info: () => undefined, warn: tell, error: tell };
const secrets = Object.fromEntries(
  ['reviewer', 'administrator', 'submitter', 'agency'].map(who => [
    who,
    `assay_${randomBytes(32).toString('base64url')}`,
  ]),
);
const rows = [];
let met = true;

try {
  const database = await startEmbeddedPostgres({ directory: kept ?? path.join(scratch, 'database'), log });
  try {
    await prepare(database.url);
    await withService(database.url, measure);
  } finally {
    await database.stop();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.table(rows);
console.log(
  `Target: p95 ≤ ${targetMs} ms. ${count} submissions; load of the machine ${loadavg()[0].toFixed(1)} at the end.`,
);
if (!met) process.exitCode = 1;

/** Migrations that came since a kept database was filled are run on it; its tokens are of this run. */
async function prepare(url) {
  const dataSource = await openDataSource(url, { poolSize: 2, log });
  await migrate(dataSource).finally(() => dataSource.destroy());
  const hashes = Object.entries(secrets).map(([who, secret]) => [who, createHash('sha256').update(secret).digest()]);
  await withClient(url, async client => {
    const began = performance.now();
    const { rowCount: filled } = await client.query('select from submission limit 1');
    if (filled > 0) {
      for (const [who, hash] of hashes) await client.query('update token set sha256 = $2 where id = $1', [who, hash]);
    } else {
      await fillLists(client, count, Object.fromEntries(hashes));
      process.stderr.write(`filled in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    }
    const { rows: states } = await client.query(
      'select state, count(*)::int as count from submission group by state order by 2 desc',
    );
    process.stderr.write(`${states.map(({ state, count }) => `${count} ${state}`).join(', ')}\n`);
  });
}

async function measure(service, url) {
  const ask = (who, page) =>
    fetch(`${service}${page}`, { headers: who === null ? {} : { authorization: `Bearer ${secrets[who]}` } });
  for (const [what, who, page, isJudged = true] of await pagesOf(ask, url)) {
    if (!what.includes(only)) continue;
    const read = async () => {
      const began = performance.now();
      const answer = await ask(who, page);
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${page}: ${answer.status} ${text.slice(0, 500)}`);
      return { ms: performance.now() - began, text };
    };
    // The first ones warm up what a service that runs has warm: connections, compiled code.
    const { text } = await read();
    await timesOf(read, atOnce, 4 * atOnce);
    const alone = await timesOf(read, 1, requests);
    const together = await timesOf(read, atOnce, requests);
    const isMet = !isJudged || (alone.p95 <= targetMs && together.p95 <= targetMs);
    met &&= isMet;
    rows.push({
      what,
      rows: rowsIn(text),
      KB: Math.ceil(text.length / 1024),
      median: alone.median,
      p95: alone.p95,
      p99: alone.p99,
      [`median, ${atOnce} at once`]: together.median,
      'p95 ': together.p95,
      'p99 ': together.p99,
      target: isJudged ? `≤ ${targetMs} ms` : '',
      met: isJudged ? (isMet ? 'yes' : 'NO') : '',
    });
    process.stderr.write(`${what}: p95 ${alone.p95} ms, ${atOnce} at once ${together.p95} ms\n`); // it takes minutes
  }
}

/** What is asked for: a name, who asks, and the address. Deep pages are found as a caller finds them, by following cursors. */
async function pagesOf(ask, url) {
  const api = '/api/v1';
  const deep = async (who, page, steps) => {
    let at = page;
    for (let step = 0; step < steps; step += 1) {
      const { next } = await (await ask(who, at)).json();
      if (next === null) break;
      at = `${page}${page.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`;
    }
    return at;
  };
  const one = await withClient(url, async client => {
    const idOf = async where =>
      (
        await client.query(
          `select s.id, s.publisher, s.connector from submission s where ${where} order by s.created_at limit 1`,
        )
      ).rows[0];
    return {
      waiting: await idOf(`state = 'waiting' and revision < 10`),
      public: await idOf(`state = 'public' and exists (select from monitor m where m.submission_id = s.id)`),
      queued: await idOf(
        `state = 'running' and exists (select from step t where t.submission_id = s.id and t.state = 'READY')`,
      ),
      long: await idOf(`state = 'waiting' and revision = 10`),
      used: await idOf(`exists (select from consumer c where (c.publisher, c.connector) = (s.publisher, s.connector))`),
    };
  });
  const connector = `${api}/connectors/${one.public.publisher}/${one.public.connector}`;
  const submissions = `${api}/submissions`;
  const queue = `${api}/review/queue`;
  const catalog = `${api}/catalog`;
  return [
    ['submissions, reviewer', 'reviewer', submissions],
    ['submissions, reviewer, 100 a page', 'reviewer', `${submissions}?limit=100`],
    ['submissions, reviewer, 150 pages on', 'reviewer', await deep('reviewer', submissions, 150)],
    ['submissions, waiting', 'reviewer', `${submissions}?state=waiting`],
    ['submissions, public, 50 pages on', 'reviewer', await deep('reviewer', `${submissions}?state=public`, 50)],
    ['submissions, at stage functional', 'reviewer', `${submissions}?stage=functional`],
    ['submissions, at stage intake (none)', 'reviewer', `${submissions}?stage=intake`],
    ['submissions, largest publisher', 'submitter', submissions],
    ['submissions, largest publisher, 30 pages on', 'submitter', await deep('submitter', submissions, 30)],
    ['submissions, largest publisher, stopped', 'submitter', `${submissions}?state=stopped`],
    ['submissions, 20 publishers', 'agency', submissions],
    ['submissions, 20 publishers, returned', 'agency', `${submissions}?state=returned`],
    ['review queue', 'reviewer', queue],
    ['review queue, 100 a page, 5 pages on', 'reviewer', await deep('reviewer', `${queue}?limit=100`, 5)],
    ['review queue, mine', 'reviewer', `${queue}?assigned=me`],
    ['review queue, nobody’s', 'reviewer', `${queue}?assigned=nobody`],
    ['review queue, careful lane', 'reviewer', `${queue}?lane=careful`],
    ['review queue, promise broken', 'reviewer', `${queue}?promise=broken`],
    ['review queue, of a publisher', 'reviewer', `${queue}?publisher=publisher-7`],
    ['catalogue', 'submitter', catalog],
    ['catalogue, 100 a page', 'submitter', `${catalog}?limit=100`],
    ['catalogue, 80 pages on', 'submitter', await deep('submitter', catalog, 80)],
    ['catalogue, preview', 'reviewer', `${catalog}?channel=preview`],
    ['connector', 'submitter', connector],
    ['feed of the catalogue', null, `${api}/feeds/catalog.atom`],
    ['feed of a submission', 'reviewer', `${api}/feeds/submissions/${one.long.id}.atom`],
    ['badge', null, `${api}/badges/${one.public.publisher}/${one.public.connector}.svg`],
    ['submission, waiting', 'reviewer', `${submissions}/${one.waiting.id}`],
    ['submission, public', 'reviewer', `${submissions}/${one.public.id}`],
    ['submission, running', 'reviewer', `${submissions}/${one.queued.id}`],
    // More than a megabyte, nearly all of its time is for writing that: told, and not judged.
    ['submission, 10 revisions of 200 findings', 'reviewer', `${submissions}/${one.long.id}`, false],
    ['packet', 'reviewer', `${submissions}/${one.waiting.id}/packet`],
    ['comments', 'reviewer', `${submissions}/${one.long.id}/comments`],
    ['waivers', 'reviewer', `${submissions}/${one.waiting.id}/waivers`],
    ['monitor runs', 'reviewer', `${submissions}/${one.public.id}/monitor-runs`],
    ['consumers', 'reviewer', `${api}/connectors/${one.used.publisher}/${one.used.connector}/consumers`],
    ['invitations', 'submitter', `${api}/invitations`],
    ['deliveries', 'submitter', `${api}/webhooks/${webhookId}/deliveries`],
    ['mails', 'administrator', `${api}/mails`],
    ['mails, parked', 'administrator', `${api}/mails?state=parked`],
    ['accounts, all', 'administrator', `${api}/accounts`],
    ['publishers, all', 'reviewer', `${api}/publishers`],
  ];
}

/** Milliseconds of so many requests, with so many under way at any moment. */
async function timesOf(read, width, many) {
  const times = [];
  let left = many;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      times.push((await read()).ms);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  times.sort((a, b) => a - b);
  const share = part => Number(times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(1));
  return { median: share(0.5), p95: share(0.95), p99: share(0.99) };
}

/** How many lines an answer has: of a list, of a timeline, of a feed. Anything else is one. */
function rowsIn(text) {
  if (!text.startsWith('{')) return Math.max(1, text.split('<entry>').length - 1);
  const answer = JSON.parse(text);
  return (answer.items ?? answer.timeline ?? answer.versions?.items ?? [1]).length;
}

/** Lets a service of its own live as long as it is used. */
async function withService(url, use) {
  const folder = path.join(scratch, 'data');
  const args = [launcher, 'serve', '--role', 'api', '--port', '0', '--data-dir', folder];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: url, ASSAY_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  try {
    let printed = '';
    const address = await new Promise((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', text => {
        const found = /http:\/\/[\d.]+:\d+/.exec((printed += text));
        if (found) resolve(found[0]);
      });
      void ended.then(code => reject(new Error(`assay serve ended with ${code}: ${printed}`)));
    });
    await use(address, url);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function withClient(url, use) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return use(client).finally(() => client.end());
}

function tell(facts, sentence) {
  process.stderr.write(`${sentence} ${JSON.stringify(facts)}\n`);
}

function valueOf(flag) {
  const position = process.argv.indexOf(flag);
  return position > 0 ? process.argv[position + 1] : null;
}
