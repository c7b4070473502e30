/** A node on the way, with what it leads to. */
interface Visit<Node> {
  readonly node: Node;
  readonly rest: Iterator<Node>;
  readonly number: number;
  /** The smallest number that it leads back to. */
  low: number;
  closed: boolean;
}

/**
 * The nodes that can be reached, in groups of those that lead to each other; a group comes after all that it leads to (Tarjan, 1972).
 * Keeps the way in a list of its own, so that no number of nodes overflows the call stack.
 */
export function strongComponents<Node>(
  starts: Iterable<Node>,
  leadsTo: (node: Node) => Iterable<Node>,
): (readonly Node[])[] {
  const components: Node[][] = [];
  const visits = new Map<Node, Visit<Node>>();
  const open: Visit<Node>[] = [];
  const enter = (node: Node): Visit<Node> => {
    const number = visits.size;
    const visit = { node, rest: leadsTo(node)[Symbol.iterator](), number, low: number, closed: false };
    visits.set(node, visit);
    open.push(visit);
    return visit;
  };
  for (const start of starts) {
    if (visits.has(start)) continue;
    const way = [enter(start)];
    for (let visit = way.at(-1); visit; visit = way.at(-1)) {
      const next = visit.rest.next();
      if (next.done !== true) {
        const known = visits.get(next.value);
        if (!known) way.push(enter(next.value));
        else if (!known.closed) visit.low = Math.min(visit.low, known.number);
        continue;
      }
      way.pop();
      const before = way.at(-1);
      if (before) before.low = Math.min(before.low, visit.low);
      if (visit.low === visit.number) components.push(closed(open, visit));
    }
  }
  return components;
}

/** Takes the group that a node began off the end of the open ones. */
function closed<Node>(open: Visit<Node>[], first: Visit<Node>): Node[] {
  const component: Node[] = [];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    visit.closed = true;
    component.push(visit.node);
    if (visit === first) break;
  }
  return component.reverse();
}
