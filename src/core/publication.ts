import type { PackageContent } from './package.js';

/** A version that the catalogue knows as public. */
export interface PublishedVersion {
  readonly publisher: string;
  readonly connector: string;
  readonly version: string;
  readonly digest: string;
}

/** Everything a publication will write, decided before git is touched. Pure data, so that it can be shown, compared and tested. */
export interface PublicationPlan {
  readonly publisher: string;
  readonly connector: string;
  readonly version: string;
  readonly digest: string;
  /** Folder of the connector inside the repository, without a slash at its end. */
  readonly folder: string;
  /** Full name of the ref that is created only if it is absent. */
  readonly branch: string;
  readonly message: string;
  /** Time of author and committer, so that a repeat makes the same commit: RFC 3339, from the approval. */
  readonly date: string;
  /** Path in the repository → bytes. The folder holds exactly the files named here; nothing else of the repository changes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Which of {@link files} is the version's certificate: it stands there if and only if the version is public. */
  readonly certificate: string;
  /** What the plan was made on, path → bytes: the folder and the index entry as they stood. A catalogue that differs is not touched. */
  readonly replaces: ReadonlyMap<string, Uint8Array>;
}

/** A change of the catalogue's repository that publishes no version: pages made from it, folders adopted, states marked. */
export interface Amendment {
  /** Made of constants and slugs only. */
  readonly message: string;
  /** Of author and committer, RFC 3339. */
  readonly date: string;
  /** Path -> bytes to write. Paths that already hold these bytes change nothing. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly removed: readonly string[];
}

/** What a publication left behind, as it was read back. */
export interface Receipt {
  readonly target: string;
  readonly commit: string;
  readonly mergeCommit: string;
  readonly folder: string;
  /** The certificate's envelope as it stands in the repository. */
  readonly certificate: string;
}

/** What the compare stage needs to know of the public version. */
export interface Published {
  readonly version: PublishedVersion;
  readonly content: PackageContent;
}
