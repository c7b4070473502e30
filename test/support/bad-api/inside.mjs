// Run in a network namespace of its own, with a resolv.conf that names 127.0.0.1 (see functional-inside.spec.ts): real listeners at
// a cloud's metadata address, on loopback, on a private and on a public address, a real name server whose answers change, and the
// egress guard of the build in argv[2] with the system's own resolver. Prints what each call came to and who was connected to.
import dgram from 'node:dgram';
import { once } from 'node:events';
import http from 'node:http';
import { pathToFileURL } from 'node:url';

const [, , dist] = process.argv;
const { openEgress } = await import(new URL('src/runtime/egress.js', pathToFileURL(`${dist}/`)));
const { destinationOf, publicOnly } = await import(new URL('src/runtime/egress-policy.js', pathToFileURL(`${dist}/`)));

/** 11.0.0.0/8 is public space; here it is this namespace's own. */
const publicAddress = '11.22.33.44';
const places = ['127.0.0.1', '169.254.169.254', '10.9.8.7', '168.63.129.16', publicAddress];

/** What the name server answers, in turn; the last one stays. Every answer may be kept for 0 seconds. */
const names = {
  'good.example': [[publicAddress]],
  'metadata.example': [['169.254.169.254']],
  'loopback.example': [['127.0.0.1']],
  'private.example': [['10.9.8.7']],
  'azure.example': [['168.63.129.16']],
  'mixed.example': [[publicAddress, '127.0.0.1']],
  'rebinding.example': [[publicAddress], ['169.254.169.254']],
  'flipping.example': [['127.0.0.1'], [publicAddress]],
};
const asked = new Map();

const nameServer = dgram.createSocket('udp4', (message, from) => {
  let at = 12;
  const labels = [];
  while (message[at] !== 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += 1 + message[at];
  }
  const question = message.subarray(12, at + 5);
  const name = labels.join('.').toLowerCase();
  const isA = message.readUInt16BE(at + 1) === 1;
  const turns = names[name];
  const turn = asked.get(name) ?? 0;
  if (turns && isA) asked.set(name, turn + 1);
  const addresses = turns && isA ? turns[Math.min(turn, turns.length - 1)] : [];
  const head = Buffer.alloc(12);
  message.copy(head, 0, 0, 2);
  head.writeUInt16BE(turns ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(addresses.length, 6);
  const answers = addresses.map(address =>
    Buffer.concat([Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]), Buffer.from(address.split('.').map(Number))]),
  );
  nameServer.send(Buffer.concat([head, question, ...answers]), from.port, from.address);
});
nameServer.bind(53, '127.0.0.1');
await once(nameServer, 'listening');

const connected = [];
for (const place of places) {
  const server = http.createServer((_request, response) => response.end(`secret of ${place}`));
  server.on('connection', () => connected.push(place));
  server.listen(80, place);
  await once(server, 'listening');
  server.unref();
}

const limits = { connectMs: 6_000, headersMs: 3_000, totalMs: 8_000, bodyBytes: 65_536, headerBytes: 8_192 };
const { signal } = new AbortController();
const results = {};
for (const host of process.argv.slice(3)) {
  const destination = destinationOf('http', host, publicOnly);
  connected.length = 0;
  const outcomes = [];
  for (let turn = 0; turn < 2; turn += 1)
    outcomes.push(destination === null ? 'no destination' : await outcomeOf(destination));
  results[host] = { outcomes, connected: [...connected] };
}
process.stdout.write(JSON.stringify(results));
process.exit(0);

/** A way out of its own for every call: no connection is kept, so each asks for the name again. */
async function outcomeOf(destination) {
  const egress = openEgress(limits);
  const result = await egress.send({ method: 'GET', path: '/', headers: [], body: null }, destination, signal);
  await egress.close();
  return result.kind === 'answer' ? Buffer.from(result.body).toString() : result.reason;
}
