import type { SignIn, SignInKind, SignIns } from './sign-in.js';

/** One way in which a connection that somebody has made does not fit the new version. The pointer is one of apiProperties.json. */
export type SignInDifference = { readonly pointer: string; readonly set: string | null } & (
  | { readonly kind: 'sign-in-removed'; readonly before: SignInKind }
  | { readonly kind: 'sign-in-changed'; readonly before: SignInKind; readonly after: SignInKind }
  | { readonly kind: 'connection-parameter-removed'; readonly name: string }
);

/** What becomes of the connections made in each way. Where a way to sign in is gone, its parameters are not told as well. */
export function compareSignIns(before: SignIns, after: SignIns): SignInDifference[] {
  const sets = new Map(after.map(now => [now.set, now]));
  return before.flatMap(old => (old.set === null ? withoutSet(old, after) : withSet(old, sets, after)));
}

/** A connection that knows of no set goes on under any that asks for the same. */
function withoutSet(old: SignIn, after: SignIns): SignInDifference[] {
  const same = after.filter(now => isSame(old, now));
  const [first] = same;
  if (first === undefined) return [changed(old, after[0])];
  return removedParameters(old, new Set(same.flatMap(({ parameters }) => [...parameters])), first.pointer);
}

/** A connection knows its set by the name. */
function withSet(old: SignIn, sets: ReadonlyMap<string | null, SignIn>, after: SignIns): SignInDifference[] {
  const now = sets.get(old.set);
  if (now !== undefined) {
    return isSame(old, now) ? removedParameters(old, now.parameters, now.pointer) : [changed(old, now)];
  }
  const isChoice = sets.size > (sets.has(null) ? 1 : 0);
  const pointer = isChoice ? '/properties/connectionParameterSets/values' : after[0].pointer;
  return [{ kind: 'sign-in-removed', pointer, set: old.set, before: old.kind }];
}

/** Who is still asked for the same goes on as before, whichever of the two kinds it is called now. */
function isSame(old: SignIn, now: SignIn): boolean {
  if (old.kind === now.kind) return true;
  const isTyped = ({ kind, parameters }: SignIn) => parameters.size > 0 && (kind === 'basic' || kind === 'apiKey');
  return isTyped(old) && isTyped(now) && isPart(old.parameters, now.parameters);
}

/** Takes no longer than the larger set is. */
function isPart(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return part.size <= whole.size && [...part].every(name => whole.has(name));
}

function changed(old: SignIn, { kind, pointer }: SignIn): SignInDifference {
  return { kind: 'sign-in-changed', pointer, set: old.set, before: old.kind, after: kind };
}

function removedParameters(old: SignIn, known: ReadonlySet<string>, pointer: string): SignInDifference[] {
  return [...old.parameters]
    .filter(name => !known.has(name))
    .map(name => ({ kind: 'connection-parameter-removed', pointer, set: old.set, name }));
}
