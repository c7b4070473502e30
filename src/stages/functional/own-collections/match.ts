import type { Definition, Operation } from '../../../runtime/definition.js';
import { matchesPath } from '../../../runtime/path-match.js';
import type { RequestUrl } from './url.js';

/** The operation that a request calls, and its path with the base path. */
export interface Match {
  readonly operation: Operation;
  readonly segments: readonly string[];
}

/**
 * Finds the operation that a request means, by method and path. A host that is a variable may hold the base path, so that the path
 * may come without it. Where several fit, the one with the fewest variables is meant, as for a router.
 */
export function matchOperation(method: string, url: RequestUrl, definition: Definition): Match | null {
  const path = `/${url.segments.join('/')}`;
  const { basePath } = definition;
  const below: string[] = [];
  if (path.startsWith(basePath)) below.push(path.slice(basePath.length));
  if (url.variableHost && basePath !== '') below.push(path);
  for (const candidate of below) {
    const fitting = definition.operations.filter(
      operation => operation.method === method.toLowerCase() && matchesPath(operation.path, candidate),
    );
    const [best] = fitting.sort((a, b) => variablesIn(a.path) - variablesIn(b.path));
    if (best) return { operation: best, segments: `${basePath}${candidate}`.slice(1).split('/') };
  }
  return null;
}

function variablesIn(template: string): number {
  return template.split('{').length - 1;
}
