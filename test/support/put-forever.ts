// A process of its own that keeps writing into a store until it is killed. Argument: the store's folder.
import { randomBytes } from 'node:crypto';
import { FileBlobs } from '../../src/adapters/files/blobs.js';

const [folder = ''] = process.argv.slice(2);
const blobs = new FileBlobs(folder);
for (;;) {
  await Promise.all(Array.from({ length: 4 }, async () => blobs.put(randomBytes(4 * 1024 * 1024))));
  process.stdout.write('.');
}
