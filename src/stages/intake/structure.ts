import { packageFileNames } from '../../core/package.js';
import type { Entry } from './archive/directory.js';
import { fileLimits, testFileBytes } from './limits.js';
import { visible } from './remark.js';
import type { Remark } from './remark.js';

const rootNames: readonly string[] = Object.values(packageFileNames);
const testsFolder = 'tests/';

/** What may stand directly under `tests/`: Postman collections and environments, and the values that tests are run with. */
const testFile = /^(?:[A-Za-z0-9][A-Za-z0-9 ._()+-]*\.postman_(?:collection|environment)\.json|values\.json)$/;

/** Left behind by macOS and Windows: nobody put it there on purpose. */
const leftBehind = /^(?:__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i;

/** Names that make git, GitHub, npm, Spectral, a shell or an operating system do something, at any depth. */
const dangerous: readonly { readonly name: RegExp; readonly does: string }[] = [
  { name: /^\.git/i, does: 'steers git or GitHub' },
  { name: /^(?:\.gitlab.*|\.circleci|\.husky|azure-pipelines.*\.ya?ml|jenkinsfile)$/i, does: 'steers a build service' },
  {
    name: /^(?:package(?:-lock)?\.json|node_modules|\.npmrc|\.yarnrc.*|yarn\.lock|pnpm-.*\.yaml)$/i,
    does: 'steers npm',
  },
  { name: /^\.spectral\./i, does: 'steers the linter' },
  { name: /^\.env(?:\..*)?$/i, does: 'holds settings, and often secrets' },
  { name: /\.(?:exe|dll|com|scr|msi|bat|cmd|ps1|psm1|sh|vbs|js|mjs|cjs|py|so|dylib)$/i, does: 'is a program' },
];

const nestedArchive = /\.(?:zip|jar|7z|rar|tar|t?gz|t?bz2?|t?xz|zst)$/i;

/** Names that were meant to be a package's file. The public connectors hold `apiDefination.swagger.json` and `Script.cs`. */
const misspelt: readonly { readonly name: RegExp; readonly meant: string }[] = [
  { name: /^(?:.*swagger.*\.json|api[-_ ]?defin\w*.*\.json|openapi\.json)$/i, meant: packageFileNames.definition },
  { name: /^api[-_ ]?propert\w*.*\.json$/i, meant: packageFileNames.properties },
  { name: /^(?:.*\.csx|.*script\.cs)$/i, meant: packageFileNames.script },
  { name: /^icon\.png$/i, meant: packageFileNames.icon },
  { name: /^intro\.md$/i, meant: packageFileNames.intro },
  { name: /^changelog\.md$/i, meant: packageFileNames.changelog },
];

/** Which entries make up the package, by their path in it, and what is to be said of the others. */
export interface Structure {
  readonly files: ReadonlyMap<string, Entry>;
  readonly remarks: readonly Remark[];
}

/** Sorts the entries of a sound archive: what belongs to a package, what was meant to, what must not be there, and the rest. */
export function sortEntries(entries: readonly Entry[]): Structure {
  const present = entries.filter(({ name }) => !name.endsWith('/'));
  const remarks: Remark[] = [];
  const files = new Map<string, Entry>();
  const others: Entry[] = [];
  const wrapper = wrapperOf(present);
  for (const entry of present) {
    const path = pathInPackage(entry.name);
    if (path === null) others.push(entry);
    else if (!isTooLarge(path, entry, remarks)) files.set(path, entry);
    if (path !== null && path !== entry.name) {
      const message = `\`${visible(entry.name)}\` is published as \`${path}\`.`;
      remarks.push({ rule: 'package-readme-name-canonical', file: entry.name, message });
    }
    if (path !== null && entry.size === 0) {
      remarks.push({ rule: 'package-empty-file', file: entry.name, message: 'The file is empty.' });
    }
  }
  const names = new Set(present.map(({ name }) => name));
  const left = others.filter(({ name }) => !remarkOn(name, names, remarks));
  if (wrapper !== null) {
    const fix = `Zip the contents of \`${visible(wrapper)}\`, not the folder itself.`;
    const message = `All files stand in the folder \`${visible(wrapper)}\`; none is at the top of the archive.`;
    remarks.push({ rule: 'package-wrapped-in-folder', file: wrapper, message, fix });
  } else remarkUnexpected(left, remarks);
  return { files, remarks };
}

/** Where an entry goes in the package; null when it is none of the package's files. */
function pathInPackage(name: string): string | null {
  if (rootNames.includes(name)) return name;
  if (/^readme\.md$/i.test(name)) return packageFileNames.readme;
  return name.startsWith(testsFolder) && testFile.test(name.slice(testsFolder.length)) ? name : null;
}

function isTooLarge(path: string, { name, size }: Entry, remarks: Remark[]): boolean {
  const limit = fileLimits[path] ?? testFileBytes;
  if (size <= limit) return false;
  const message = `The file has ${size} bytes; at most ${limit} are allowed for it.`;
  remarks.push({ rule: 'package-file-too-large', file: name, message });
  return true;
}

/** Remarks on a file that must not be there or was meant to be another; false when it is merely unexpected. */
function remarkOn(name: string, present: ReadonlySet<string>, remarks: Remark[]): boolean {
  const say = (rule: Remark['rule'], message: string, fix?: string) => {
    remarks.push({ rule, file: name, message, ...(fix === undefined ? {} : { fix }) });
    return true;
  };
  const segments = name.split('/');
  for (const { name: pattern, does } of dangerous) {
    const hit = segments.find(segment => pattern.test(segment));
    if (hit !== undefined)
      return say('package-dangerous-file', `\`${visible(hit)}\` ${does}; it must not be in a package.`);
  }
  if (nestedArchive.test(name)) return say('archive-nested', 'The file is an archive inside the archive.');
  if (segments.length > 1) return false;
  const { meant } = misspelt.find(({ name: pattern }) => pattern.test(name)) ?? {};
  if (meant === packageFileNames.definition && present.has(meant)) {
    return say('package-two-definitions', `\`${visible(name)}\` is a second definition beside \`${meant}\`.`);
  }
  if (meant !== undefined && !present.has(meant)) {
    return say(
      'package-file-name-exact',
      `\`${visible(name)}\` is not found by its name.`,
      `Rename it to \`${meant}\`, exactly so.`,
    );
  }
  return (
    name === 'settings.json' &&
    say('package-no-settings-file', 'The settings of a command line tool lie in the package; they are left out.')
  );
}

/** One remark for each unexpected file at the top, and for each folder with everything in it. */
function remarkUnexpected(entries: readonly Entry[], remarks: Remark[]): void {
  const folders = new Map<string, number>();
  for (const { name } of entries) {
    const slash = name.indexOf('/');
    const folder = name.slice(0, slash + 1);
    if (slash >= 0 && folder !== testsFolder) folders.set(folder, (folders.get(folder) ?? 0) + 1);
    else {
      const reason =
        folder === testsFolder ? ' Under `tests/` only collections, environments and values.json are.' : '';
      const message = `The file is not part of a connector package; it is left out.${reason}`;
      remarks.push({ rule: 'package-unexpected-file', file: name, message });
    }
  }
  for (const [folder, count] of folders) {
    const message = `The folder (${count} ${count === 1 ? 'file' : 'files'}) is not part of a connector package; it is left out.`;
    remarks.push({ rule: 'package-unexpected-file', file: folder, message });
  }
}

/** The one folder in which all files stand that somebody put there, as `name/`; null when some are elsewhere. */
function wrapperOf(entries: readonly Entry[]): string | null {
  const tops = entries.filter(({ name }) => !name.split('/').some(segment => leftBehind.test(segment)));
  const folders = new Set(tops.map(({ name }) => name.slice(0, name.indexOf('/') + 1)));
  const [folder = ''] = folders;
  if (folders.size !== 1 || folder === '' || folder === testsFolder) return null;
  // A folder of anything else (`.git/`, pictures) is judged file by file.
  return tops.some(({ name }) => belongs(name.slice(name.lastIndexOf('/') + 1))) ? folder : null;
}

function belongs(name: string): boolean {
  return pathInPackage(name) !== null || misspelt.some(({ name: pattern }) => pattern.test(name));
}
