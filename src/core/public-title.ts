import { catalogPaths } from './catalog-paths.js';
import { own } from './json-value.js';
import { readJson } from './json-text.js';
import { packageFileNames, slugPattern } from './package.js';
import type { PublicTitle } from './ports/catalog.js';

/** The title in the bytes of a definition; null when there is none to read. */
export function titleIn(definition: Uint8Array | undefined): string | null {
  const title = definition && own(own(readJson(definition).value, 'info'), 'title');
  return typeof title === 'string' && title.trim() !== '' ? title : null;
}

/** The connector whose definition stands at this path of the catalogue; null for every other path. */
export function definitionOfConnector(path: string): { readonly publisher: string; readonly connector: string } | null {
  const [publisher, connector, file, ...rest] = path.split('/').slice(1);
  if (publisher === undefined || connector === undefined || file !== packageFileNames.definition || rest.length > 0)
    return null;
  if (![publisher, connector].every(name => slugPattern.test(name))) return null;
  return path.startsWith(`${catalogPaths(publisher, connector).folder}/`) ? { publisher, connector } : null;
}

/** The title that a file of the catalogue gives its connector; null for files that give none. */
export function titleAt(path: string, bytes: Uint8Array): PublicTitle | null {
  const named = definitionOfConnector(path);
  const title = named && titleIn(bytes);
  return named && title !== null ? { ...named, title } : null;
}
