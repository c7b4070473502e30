import { readdirSync, readFileSync } from 'node:fs';

/** How often memory is looked at, in milliseconds. What grows faster than this meets the limit of each process first. */
const everyMs = 200;
/** Bytes of a page, on every Linux that Node is built for and we support. */
const pageBytes = 4_096;
/** Processes of one child that are looked at: more than it may have. */
const mostProcesses = 128;

/**
 * Watches the memory that a process and everything it started hold, Buffers included, which the limit of V8's heap leaves out.
 * Calls `exceeded` once when it is more than `limitBytes`. Does nothing where there is no /proc. Returns what ends the watch.
 */
export function watchMemory(pid: number, limitBytes: number, exceeded: () => void): () => void {
  const timer = setInterval(() => {
    if (residentBytes(pid) <= limitBytes) return;
    clearInterval(timer);
    exceeded();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Resident memory of a process and its descendants in bytes; what is gone counts nothing. */
function residentBytes(pid: number): number {
  let bytes = 0;
  const open = [pid];
  for (let index = 0; index < open.length && index < mostProcesses; index += 1) {
    const process = `/proc/${open[index]}`;
    bytes += Number(read(`${process}/statm`).split(' ')[1] ?? 0) * pageBytes;
    // Any thread may have started a process.
    for (const thread of list(`${process}/task`)) {
      const children = read(`${process}/task/${thread}/children`).split(' ');
      open.push(...children.filter(child => child !== '').map(Number));
    }
  }
  return bytes;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
