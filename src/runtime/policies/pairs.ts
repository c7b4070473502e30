import { UnsupportedPolicy } from './policy.js';

type Pairs = readonly (readonly [name: string, value: string])[];

const existsActions = ['override', 'skip', 'append'] as const;

/** What happens to a header or parameter that is there already. */
export type ExistsAction = (typeof existsActions)[number];

/** Reads `existsAction`. Throws `UnsupportedPolicy` for any other word. */
export function readExistsAction(written: string): ExistsAction {
  const action = existsActions.find(known => known === written.toLowerCase());
  if (action === undefined) throw new UnsupportedPolicy(`has \`${written.slice(0, 60)}\` as \`existsAction\``);
  return action;
}

/** `override` replaces, `skip` keeps what is there, `append` adds. */
export function withPair(pairs: Pairs, name: string, value: string, action: ExistsAction): Pairs {
  const others = pairs.filter(([existing]) => existing !== name);
  if (action === 'append') return [...pairs, [name, value]];
  if (action === 'skip' && others.length < pairs.length) return pairs;
  return [...others, [name, value]];
}
