/** The files that a package may hold at its root, by their exact names. Anything below `tests/` belongs to it as well. */
export const packageFileNames = {
  definition: 'apiDefinition.swagger.json',
  properties: 'apiProperties.json',
  readme: 'README.md',
  icon: 'icon.png',
  script: 'script.csx',
  intro: 'intro.md',
  changelog: 'CHANGELOG.md',
} as const;

/** One file of a package: its path inside the package, its size in bytes, and its SHA-256 in hex. */
export interface PackageFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** An immutable set of files. The digest names it everywhere. */
export interface Package {
  /** `sha256:` and 64 hex digits, over {@link digestSource}. */
  readonly digest: string;
  /** Sorted by path. */
  readonly files: readonly PackageFile[];
}

/** A package with its bytes at hand. */
export interface PackageContent extends Package {
  /** The bytes of a file, or undefined when the package has no such file. */
  read(path: string): Uint8Array | undefined;
}

/** The text whose SHA-256 is the digest of a package: one line a file, sorted by path: `100644 <path>\0<sha256>\n`. */
export function digestSource(files: readonly PackageFile[]): string {
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(file => `100644 ${file.path}\0${file.sha256}\n`)
    .join('');
}

/** A connector's or publisher's short name: what paths, branches and URLs are built from. */
export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
