import { chmod, chown, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstSlotUser, slotUsers } from './users.js';

/** Bytes that a UNIX socket's path may have: `sun_path` holds 108 on Linux and 104 on macOS, its closing zero included. */
const longestPath = 103;

/** The prefix under which the runtime clears away what killed processes left, so that these folders are cleared with them. */
const namePrefix = 'assay-run-';

/** One child's own folder. `run/` is all that the child sees of it. */
export interface Place {
  readonly folder: string;
  /** Who the child runs as; null when it runs as us. */
  readonly userId: number | null;
  /**
   * Gives the child the socket, by a second name for it; the socket's own folder has to be private. Throws as `link` does: EXDEV
   * when it lies on another file system.
   */
  showSocket(socketPath: string): Promise<void>;
  remove(): Promise<void>;
}

/** What is where below a place. */
export const inPlace = {
  /** What the child sees. */
  visible: 'run',
  /** Where a private root is put together. */
  root: 'root',
  /** Below `visible`: the socket. */
  socket: 'gateway',
  /** Below `visible`: an empty folder, the one that the child works in. */
  files: 'files',
} as const;

let slot = Math.floor(Math.random() * slotUsers);

/**
 * Makes the folder for one child, in `parent` or where temporary files go: root gives each child a user id of its own. Throws what
 * the file system throws.
 */
export async function makePlace(parent: string | null = null): Promise<Place> {
  const root = process.getuid?.() === 0;
  slot = (slot + 1) % slotUsers;
  const userId = root ? firstSlotUser + slot : null;
  const folder = await mkdtemp(join(parent ?? shortTemporaryFolder(), `${namePrefix}${process.pid}-`));
  const visible = join(folder, inPlace.visible);
  const made = [folder, visible, join(visible, inPlace.files), join(folder, inPlace.root)];
  for (const path of made.slice(1)) await mkdir(path, { mode: 0o700 });
  if (userId !== null) for (const path of made) await chown(path, userId, userId);
  return {
    folder,
    userId,
    async showSocket(socketPath) {
      // Whoever reaches it may use it; the folders that it lies in decide who that is.
      if (userId !== null) await chmod(socketPath, 0o666);
      await link(socketPath, join(visible, inPlace.socket));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The system's folder for temporary files, unless a socket's path in it would be too long. */
function shortTemporaryFolder(): string {
  const longest = join(tmpdir(), `${namePrefix}${process.pid}-XXXXXX`, inPlace.visible, inPlace.socket);
  return Buffer.byteLength(longest) > longestPath ? '/tmp' : tmpdir();
}
