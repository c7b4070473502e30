/**
 * A function that works its result out once for each object it is given, and keeps it for as long as the object lives. For what
 * several rules ask of the same index or schema: nobody pays who does not ask, and nobody pays twice.
 */
export function oncePer<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const known = new WeakMap<Key, { readonly made: Made }>();
  return key => {
    const before = known.get(key);
    if (before) return before.made;
    const made = make(key);
    known.set(key, { made });
    return made;
  };
}
