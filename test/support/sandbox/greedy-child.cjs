// Stands in for the child's program after a complete escape: started by the real runner, it takes what its job's name says.
const { writeSync } = require('node:fs');

writeSync(3, `${JSON.stringify({ kind: 'ready' })}\n`);
process.stdin.once('data', line => {
  const { name } = JSON.parse(line).collection.info;
  const kept = [];
  const chunk = 'x'.repeat(1_048_576);
  if (name === 'buffers') for (;;) kept.push(Buffer.alloc(16_777_216, 1));
  if (name === 'slow buffers') setInterval(() => kept.push(Buffer.alloc(33_554_432, 1)), 50);
  if (name === 'errors') for (let written = 0; written < 1_024; written += 1) writeAll(2, chunk);
  if (name === 'replies') for (;;) writeAll(3, chunk);
  if (name === 'silence') setInterval(() => undefined, 1_000);
});

function writeAll(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let sent = 0; sent < bytes.length;) {
    try {
      sent += writeSync(descriptor, bytes, sent);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
