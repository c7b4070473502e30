import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { candidates, findTools } from './candidates.js';
import type { Tools } from './candidates.js';
import { weakestIsolation } from './isolation.js';
import type { Isolation } from './isolation.js';
import { inPlace, makePlace } from './place.js';

/**
 * Finds the strongest isolation that works here, by trying. A system that allows none still runs collections that Assay generated
 * itself; see `tooWeakForStrangers`. `tools` is for tests of a system that has fewer.
 */
export async function detectIsolation(childEntry: URL, tools: Tools = findTools()): Promise<Isolation> {
  for (const candidate of candidates(childEntry, tools)) {
    if (await works(candidate, childEntry)) return candidate;
  }
  return weakestIsolation;
}

/** Every isolation that works here, strongest first. */
export async function workingIsolations(childEntry: URL, tools: Tools = findTools()): Promise<Isolation[]> {
  const working: Isolation[] = [];
  for (const candidate of candidates(childEntry, tools)) {
    if (await works(candidate, childEntry)) working.push(candidate);
  }
  return [...working, weakestIsolation];
}

/** Ends with 0 when the process can read its program, and has neither network nor files that it should not have. */
const proof = `
  const [, entry, network, files] = process.argv;
  const fs = require('node:fs');
  fs.accessSync(entry, fs.constants.R_OK);
  const interfaces = Object.values(require('node:os').networkInterfaces()).flat();
  if (network === 'true' && interfaces.some(({ internal }) => !internal)) process.exit(3);
  if (files === 'true' && (fs.existsSync('/etc') || fs.readdirSync('.').length > 0)) process.exit(4);`;

/** Milliseconds that one try may take. A busy machine needs more than one for a start. */
const tryMs = 20_000;

async function works(isolation: Isolation, childEntry: URL): Promise<boolean> {
  const { network, files } = isolation;
  const place = await makePlace();
  const asked = ['-e', proof, fileURLToPath(childEntry), String(network), String(files)];
  const [program, ...args] = isolation.command(asked, place);
  const cwd = join(place.folder, inPlace.visible, inPlace.files);
  try {
    await promisify(execFile)(program, args, { env: {}, timeout: tryMs, killSignal: 'SIGKILL', cwd });
    return true;
  } catch {
    return false;
  } finally {
    await place.remove();
  }
}
