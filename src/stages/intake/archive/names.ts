import { archiveLimits } from '../limits.js';
import { visible } from '../remark.js';
import type { Remark } from '../remark.js';
import type { Entry } from './directory.js';

/** Names that Windows keeps for devices, with or without a suffix. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/** Control characters, direction and zero-width marks, line separators: all that a name can hold unseen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufe00-\ufe0f\u034f\u115f\u1160\u3164\uffa0]/u;

/** Says what is wrong with an entry's name, all of it. */
export function judgeName({ name }: Entry, remarks: Remark[]): void {
  const say = (rule: Remark['rule'], message: string) => void remarks.push({ rule, file: name, message });
  const path = name.endsWith('/') ? name.slice(0, -1) : name;
  const segments = path.split(/[/\\]/);
  const absolute = /^[/\\]|^[A-Za-z]:/.test(name);
  if (absolute) say('archive-path-absolute', 'The entry’s name starts at the root of a disk.');
  if (segments.includes('..')) say('archive-path-traversal', 'The entry’s name leads out of the package.');
  if (name.includes('\\')) say('archive-path-backslash', 'The entry’s name holds a backslash.');
  if (unseen.test(name)) say('archive-name-control', 'The entry’s name holds invisible characters.');
  if (name.length > archiveLimits.nameLength) {
    say(
      'archive-name-too-long',
      `The entry’s name has ${name.length} characters; at most ${archiveLimits.nameLength} are allowed.`,
    );
  }
  const reason = absolute ? undefined : segments.map(whyNotPortable).find(why => why !== null);
  if (reason) say('archive-name-not-portable', `The entry’s name ${reason}.`);
}

/** Says which names meet in one file on a system that tells neither letter case nor kinds of accents apart. */
export function judgeCollisions(entries: readonly Entry[], remarks: Remark[]): void {
  const seen = new Map<string, { spelling: string; isFolder: boolean; isEntry: boolean }>();
  for (const { name } of entries) {
    const isFolderEntry = name.endsWith('/');
    const segments = (isFolderEntry ? name.slice(0, -1) : name).split('/');
    for (let depth = 1; depth <= segments.length; depth += 1) {
      const spelling = segments.slice(0, depth).join('/');
      const isEntry = depth === segments.length;
      const isFolder = !isEntry || isFolderEntry;
      const key = folded(spelling);
      const before = seen.get(key);
      seen.set(key, { spelling, isFolder, isEntry: isEntry || before?.isEntry === true });
      if (!before) continue;
      if (before.spelling !== spelling || before.isFolder !== isFolder) {
        const message = `The names \`${visible(before.spelling)}\` and \`${visible(spelling)}\` are one on many systems.`;
        remarks.push({ rule: 'archive-name-collision', file: name, message });
        break;
      }
      if (isEntry && before.isEntry) {
        remarks.push({
          rule: 'archive-duplicate-name',
          file: name,
          message: 'Two entries of the archive have this name.',
        });
      }
    }
  }
}

/** Equal for names that a system without letter case or with other Unicode forms takes for the same. */
function folded(path: string): string {
  // Upper case first: it unites letters that have several lower-case forms (ß and ss, final sigma).
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

function whyNotPortable(segment: string): string | null {
  if (segment === '' || segment === '.') return 'has an empty part between two slashes';
  if (/^ | $|\.$/.test(segment) && segment !== '..')
    return 'has a part that starts with a space, or ends with a space or a dot';
  if (deviceName.test(segment)) return 'has a part that names a device on Windows';
  return /[<>:"|?*]/.test(segment) ? 'holds one of the characters < > : " | ? *' : null;
}
