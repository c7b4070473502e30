import { packageFileNames } from '../../core/package.js';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** What an upload may hold. Checked on what the archive declares before anything is unpacked, and again while unpacking. */
export const archiveLimits = {
  /** Bytes of the upload. The largest public connector packs to 0.2 MiB. */
  uploadBytes: 10 * mebibyte,
  /** Bytes of all files together. */
  unpackedBytes: 25 * mebibyte,
  /**
   * Entries, folders included. A package has seven files at its root; with collections, environments and values for a dozen
   * environments under `tests/`, and the shadow entry that macOS adds for each, it stays below this.
   */
  entries: 100,
  /** Unpacked to packed bytes of one entry. Deflate reaches 1,032 only on repetition; JSON and text stay below 40. */
  ratio: 100,
  /** Entries up to this size are not judged by ratio: even the worst of them is harmless. */
  ratioFloorBytes: mebibyte,
  /** UTF-16 code units of an entry's name. */
  nameLength: 200,
} as const;

/**
 * Bytes that one file may have. Where lint has a limit of the programme's own (1 MiB for the definition, the icon and the script),
 * this one lies above it, so that lint can say what the programme asks for.
 */
export const fileLimits: Readonly<Record<string, number>> = {
  [packageFileNames.definition]: 5 * mebibyte,
  [packageFileNames.properties]: mebibyte,
  [packageFileNames.readme]: mebibyte,
  [packageFileNames.icon]: 2 * mebibyte,
  [packageFileNames.script]: 2 * mebibyte,
  [packageFileNames.intro]: mebibyte,
  [packageFileNames.changelog]: mebibyte,
};

/** Bytes that a file under `tests/` may have. */
export const testFileBytes = 5 * mebibyte;

/** Values that the definition may have once every local `$ref` is replaced by its target. The largest public one has 104,430. */
export const expandedValues = 1_000_000;
