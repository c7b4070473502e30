// A process of its own that puts bytes into a store until there is no room. Argument: the store's folder. Prints what happened.
import { readdir } from 'node:fs/promises';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { Problem } from '../../src/core/problems.js';

const [folder = ''] = process.argv.slice(2);
const blobs = new FileBlobs(folder);
const small = Buffer.from('small');

const first = await blobs.put(small);
const answer = await blobs.put(Buffer.alloc(2 * 1024 * 1024, 7)).catch((error: unknown) => {
  if (error instanceof Problem) return { code: error.code, detail: error.detail, cause: String(error.cause) };
  throw error;
});
const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile());
const stillThere = Buffer.from(await blobs.get(first)).equals(small);
const again = await blobs.put(Buffer.from('after'));
process.stdout.write(JSON.stringify({ answer, files: files.map(({ name }) => name), first, stillThere, again }));
