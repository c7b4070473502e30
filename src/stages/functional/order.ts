import type { Operation } from '../../runtime/definition.js';
import type { Source } from './sources.js';

/** An operation at its place in a run, with the source that each value it wants was given. */
export interface Ordered {
  readonly operation: Operation;
  readonly sources: ReadonlyMap<string, Source>;
}

/**
 * Puts operations into an order in which each can succeed: what creates comes before what reads, what reads before what changes,
 * what deletes comes last and the deepest first; and whatever another one needs an answer of comes before it. `wanted` gives, by
 * value, the possible sources, best first; a source that would close a circle is passed over.
 */
export function inCallOrder(
  operations: readonly Operation[],
  wanted: (operation: Operation) => ReadonlyMap<string, readonly Source[]>,
): Ordered[] {
  const done: Ordered[] = [];
  const state = new Map<Operation, 'under way' | 'done'>();

  const visit = (operation: Operation): void => {
    state.set(operation, 'under way');
    const sources = new Map<string, Source>();
    for (const [name, candidates] of wanted(operation)) {
      const source = candidates.find(candidate => candidate.operation !== operation && usable(candidate.operation));
      if (source) sources.set(name, source);
    }
    state.set(operation, 'done');
    done.push({ operation, sources });
  };
  const usable = (operation: Operation): boolean => {
    if (state.get(operation) === undefined) visit(operation);
    return state.get(operation) === 'done';
  };

  for (const operation of [...operations].sort((a, b) => rank(a) - rank(b) || depth(a) - depth(b))) {
    if (state.get(operation) === undefined) visit(operation);
  }
  return done;
}

function rank({ method, path }: Operation): number {
  const below = path.includes('{');
  switch (method) {
    case 'post':
      // A POST below an existing thing acts on it, and may change what others expect to read.
      return below ? 4 : 0;
    case 'get':
    case 'head':
    case 'options':
      return below ? 2 : 1;
    case 'put':
    case 'patch':
      return 3;
    case 'delete':
      return 5;
  }
}

/** Segments of the path: fewer first, except that what is deleted goes from the inside out. */
function depth({ method, path }: Operation): number {
  const segments = path.split('/').length;
  return method === 'delete' ? -segments : segments;
}
