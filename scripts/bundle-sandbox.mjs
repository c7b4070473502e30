// Makes what a sandboxed child runs, dist/sandbox: the child's program with all of Newman in one file, the code of Newman's script
// sandbox in another, and V8's code cache of both. The why and the figures: docs/decisions/0014-newman-in-one-file.md.
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { licencesOf } from './bundle-sandbox/licences.mjs';
import { writeProgram } from './bundle-sandbox/program.mjs';
import { keepCode } from './bundle-sandbox/warm-up.mjs';
import { root } from './ensure.mjs';

const dist = path.join(root, 'dist');
const target = path.join(dist, 'sandbox');

// Put together elsewhere and renamed when it is whole: V8 would take a cache for that of another program of the same length.
const made = mkdtempSync(path.join(dist, '.sandbox-'));
try {
  const packed = await writeProgram(made);
  await keepCode(made);
  writeFileSync(path.join(dist, 'sandbox-licences.txt'), licencesOf(packed, root));
  chmodSync(made, 0o755); // children of a service that root runs are other users
  rmSync(target, { recursive: true, force: true });
  renameSync(made, target);
} finally {
  rmSync(made, { recursive: true, force: true });
}
