/** What a version changes for those who use the connector, in words for them. */
export interface Changelog {
  /** `info.version` of the version; null where it has none. */
  readonly version: string | null;
  /** `package`: the author's own words, from CHANGELOG.md. `generated`: what compare found. */
  readonly source: 'generated' | 'package';
  /** Markdown, with the headings of Keep a Changelog at level 3; at most 20,000 characters. A stranger wrote it: escape it. */
  readonly text: string;
}
