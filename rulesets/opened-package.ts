import type { Profile } from '../src/core/finding.js';
import { readJson } from '../src/core/json-text.js';
import type { JsonText } from '../src/core/json-text.js';
import { packageFileNames } from '../src/core/package.js';
import { indexDefinition } from './definition-index.js';
import type { DefinitionIndex } from './definition-index.js';
import { indexProperties } from './properties-index.js';
import type { PropertiesIndex } from './properties-index.js';

/** The files of a package as a rule needs them: what there is, and the bytes. */
export interface PackageFiles {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly read: (path: string) => Uint8Array | undefined;
}

/** A package read once for all rules: JSON parsed, indexes made, nothing changed. */
export interface OpenedPackage extends PackageFiles {
  readonly profile: Profile;
  /** The two JSON files of a connector; null where the file is missing. */
  readonly definitionJson: JsonText | null;
  readonly propertiesJson: JsonText | null;
  /** Empty when the definition cannot be read: rules that need it are then not run at all. */
  readonly definition: DefinitionIndex;
  /** Empty when the properties cannot be read. */
  readonly properties: PropertiesIndex;
  /** Path of the readme in any spelling of its letters' case; null when there is none. */
  readonly readmePath: string | null;
}

/** Reads a package for judging. Never throws about what is in the files. */
export function openPackage(content: PackageFiles, profile: Profile): OpenedPackage {
  const definitionJson = jsonAt(content, packageFileNames.definition);
  const propertiesJson = jsonAt(content, packageFileNames.properties);
  return {
    files: content.files,
    read: path => content.read(path),
    profile,
    definitionJson,
    propertiesJson,
    definition: indexDefinition(definitionJson?.value),
    properties: indexProperties(propertiesJson?.value),
    readmePath: content.files.find(file => file.path.toLowerCase() === 'readme.md')?.path ?? null,
  };
}

function jsonAt(content: PackageFiles, path: string): JsonText | null {
  const bytes = content.read(path);
  return bytes ? readJson(bytes) : null;
}
