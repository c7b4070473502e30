import type { JsonText } from '../../../core/json-text.js';
import type { XmlText } from './read-xml.js';

/** What stands directly at one place of an archive: at its top, or in one of its folders. */
export interface Listing {
  /** How findings name the place: `package.zip!inner.zip!PkgAssets`. Safe to show. */
  readonly file: string;
  /** As the archive has them: to be made visible before they are shown. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** A JSON file in a solution’s folder `Connector`. */
export interface ConnectorFile {
  /** How findings name it. */
  readonly file: string;
  /** Path in the solution. */
  readonly path: string;
  /** Read when it is first asked for. */
  readonly json: () => JsonText;
}

/** One exported solution. */
export interface Solution extends Listing {
  /** Name of its zip. */
  readonly name: string;
  /** Null where the file is missing. */
  readonly customizations: XmlText | null;
  readonly manifest: XmlText | null;
  readonly connectorFiles: readonly ConnectorFile[];
  /** What it brings, by customizations.xml; null when that cannot be read. */
  readonly brings: Brings | null;
}

export interface Brings {
  readonly connector: boolean;
  readonly flows: boolean;
  readonly plugin: boolean;
}

/** All solutions of a package, once it is known of each what it brings. */
export interface SolutionSet {
  /** How findings name the folder of the solutions. */
  readonly file: string;
  readonly outer: Listing;
  readonly solutions: readonly (Solution & { readonly brings: Brings })[];
}

/** The levels of a package. */
export type Level = 'outer' | 'inner' | 'assets' | 'solutions';

/** The package for the partner portal, opened: a zip of an intro and a zip of a folder of solution zips. */
export interface SolutionPackage {
  /** Null where a level could not be reached. */
  readonly outer: Listing | null;
  readonly inner: Listing | null;
  readonly assets: Listing | null;
  /** Those that could be opened. */
  readonly solutions: readonly Solution[];
  /** In words, why a level is not there, or not all of it. */
  readonly unread: Readonly<Partial<Record<Level, string>>>;
}

/** The solution that brings a connector and nothing else. */
export function isConnectorSolution({ brings }: Pick<Solution, 'brings'>): boolean {
  return brings !== null && brings.connector && !brings.flows && !brings.plugin;
}
