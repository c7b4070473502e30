// What somebody does who has left Newman's sandbox and Node's permission model as well: plain Node code in the child's process.
// Prints one line of JSON: for each attack what it got, or the errors that stopped it.
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const dgram = require('node:dgram');
const dns = require('node:dns');
const { spawn } = require('node:child_process');
const { join } = require('node:path');

const given = JSON.parse(process.argv[2]);

const attempt = action => {
  try {
    action();
    return 'done';
  } catch (error) {
    return error.code ?? error.message;
  }
};
const read = path => attempt(() => (fs.statSync(path).isDirectory() ? fs.readdirSync(path) : fs.readFileSync(path)));
const connection = to =>
  new Promise(resolve => {
    const socket = net.connect(to);
    socket.setTimeout(1_000, () => resolve('ETIMEDOUT'));
    socket.once('connect', () => resolve('done'));
    socket.once('error', error => resolve(error.code));
  });
const each = async (list, action) =>
  Object.fromEntries(await Promise.all(list.map(async one => [JSON.stringify(one), await action(one)])));

// There is no /dev/null to give it, and pipes would run out before processes do.
const linger = options =>
  spawn(process.execPath, ['--v8-pool-size=0', '-e', 'setTimeout(() => 0, 60000)', given.marker], {
    stdio: 'inherit',
    ...options,
  });

const attacks = {
  A01: async () => ({
    ...(await each(given.files, read)),
    ...(await each(['/x', '/run/x', '/run/files/x', '/tmp/x', join(given.installation, 'x')], path =>
      attempt(() => fs.writeFileSync(path, 'x')),
    )),
  }),
  A02: async () => ({
    environment: Object.keys(process.env).filter(name => name !== 'PWD').length === 0 ? 'empty' : 'done',
    ...(await each([`/proc/${given.parent}/environ`, '/proc/1/environ', '/proc/self/environ'], read)),
  }),
  A04: () => each(given.tcp, connection),
  A05: async () => ({
    datagram: await new Promise(resolve => {
      const socket = dgram.createSocket('udp4', () => undefined);
      socket.once('error', error => resolve(error.code));
      socket.send('x', given.udp, '127.0.0.1', error => resolve(error ? error.code : 'sent'));
    }),
    name: await new Promise(resolve => {
      const resolver = new dns.Resolver({ timeout: 500, tries: 1 });
      resolver.setServers([`127.0.0.1:${given.udp}`]);
      resolver.resolve4('example.com', error => resolve(error ? error.code : 'done'));
    }),
  }),
  A06: () => each(given.sockets, path => connection({ path })),
  A07: () =>
    each(
      [
        { host: '169.254.169.254', port: 80 },
        { host: 'fd00:ec2::254', port: 80 },
      ],
      connection,
    ),
  A14: () => each(given.processes, pid => attempt(() => process.kill(pid, 'SIGKILL'))),
  // The other end counts how many there are at once.
  A03: async () => {
    const codes = new Set();
    let refused = 0;
    const refuse = error => {
      refused += 1;
      codes.add(error.code);
    };
    for (let started = 0; started < 100; started += 1) {
      try {
        linger({}).on('error', refuse);
      } catch (error) {
        refuse(error);
      }
    }
    await new Promise(resolve => setTimeout(resolve, 1_000));
    return { refused, codes: [...codes] };
  },
  A15: async () => {
    const child = linger({ detached: true });
    const started = await new Promise(resolve => {
      child.once('spawn', () => resolve(true)).once('error', () => resolve(false));
    });
    child.unref();
    await new Promise(resolve => setTimeout(resolve, 500));
    return { started };
  },
};

(async () => {
  const results = {};
  for (const id of given.attacks) results[id] = await attacks[id]();
  process.stdout.write(JSON.stringify({ results, interfaces: Object.keys(os.networkInterfaces()) }), () =>
    process.exit(0),
  );
})();
