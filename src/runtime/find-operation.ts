import type { Definition, Operation } from './definition.js';
import { matchesPath } from './path-match.js';

/** How many operations a refusal names. */
const mostNamed = 3;

/** An operation that a request is for, and the request's path below the base path. */
export interface FoundOperation {
  readonly operation: Operation;
  readonly below: string;
}

/**
 * The operation that a method and a path (percent-encoded, without query) stand for; null when there is none. A path may begin with the
 * base path, as a client made from the definition writes it, or leave it away. With it is tried first. Of several operations that fit, the
 * one with the fewest variables is meant (OpenAPI 3.1 §4.8.8.2: concrete paths before templated ones).
 */
export function findOperation(definition: Definition, method: string, path: string): FoundOperation | null {
  // A URL parser turns the one into a slash and cuts at the other: the request would not be the one that was looked at.
  if (/[\\#]/.test(path)) return null;
  const { basePath } = definition;
  const without = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : null;
  for (const below of without === null || without === path ? [path] : [without, path]) {
    const [operation] = definition.operations
      .filter(known => known.method === method.toLowerCase() && matchesPath(known.path, below))
      .sort((a, b) => variablesIn(a) - variablesIn(b));
    if (operation !== undefined) return { operation, below };
  }
  return null;
}

/** The operations whose paths begin most like this one, as `GET /books/{bookId}`: what may have been meant. */
export function nearestOperations({ basePath, operations }: Definition, path: string): string[] {
  const given = (path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path).split('/');
  const alike = ({ path: template }: Operation): number => {
    const pieces = template.split('/');
    const differs = pieces.findIndex((piece, index) => piece !== given[index] && !piece.includes('{'));
    const same = differs === -1 ? pieces.length : differs;
    return same - Math.abs(pieces.length - given.length) / 100;
  };
  return [...operations]
    .sort((a, b) => alike(b) - alike(a))
    .slice(0, mostNamed)
    .map(operation => `${operation.method.toUpperCase()} ${operation.path}`);
}

function variablesIn({ path }: Operation): number {
  return path.split('{').length - 1;
}
