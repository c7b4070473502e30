// A process of its own that puts uploads through intake, one after another, with a small heap: what it prints is what a worker
// would have lived through. Arguments: a folder of uploads, a folder for the store.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import { Blobs } from '../../src/core/ports/blobs.js';
import { verdictOf } from '../../src/core/verdict.js';
import { intakeStage } from '../../src/stages/intake/stage.js';
import { intakeSubject } from './intake-subject.js';

/** Gives one upload from memory and keeps what intake makes of it on the disk, so that the store holds nothing else. */
class UploadAndStore extends Blobs {
  readonly #upload = new MemoryBlobs();
  readonly #store: FileBlobs;

  constructor(store: FileBlobs) {
    super();
    this.#store = store;
  }

  receive(upload: Uint8Array): Promise<string> {
    return this.#upload.put(upload);
  }

  put(bytes: Uint8Array): Promise<string> {
    return this.#store.put(bytes);
  }

  get(sha256: string): Promise<Uint8Array> {
    return this.#upload.get(sha256);
  }
}

const [uploads = '', store = ''] = process.argv.slice(2);
const kept = new FileBlobs(store);

for (const file of (await readdir(uploads)).sort()) {
  const blobs = new UploadAndStore(kept);
  const sha256 = await blobs.receive(await readFile(join(uploads, file)));
  const started = process.cpuUsage();
  const outcome = await intakeStage(blobs).run(intakeSubject(sha256), new AbortController().signal);
  const { user, system } = process.cpuUsage(started);
  // Of the processor, not of the clock: other programs of a busy machine do not count.
  const ms = (user + system) / 1000;
  if (outcome.kind !== 'checked') throw new Error(`intake ended as ${outcome.kind}`);
  const { report, package: accepted } = outcome;
  const maxRssKib = process.resourceUsage().maxRSS;
  process.stdout.write(`${JSON.stringify({ file, ms, maxRssKib, verdict: verdictOf(report), report, accepted })}\n`);
}
process.stdout.write(`${JSON.stringify({ alive: true })}\n`);
