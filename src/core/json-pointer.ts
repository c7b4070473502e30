/** What a name in a pointer escapes; hardly any name has it, and looking is cheaper than replacing. */
const special = /[~/]/;

/** The pointer (RFC 6901) of a member or element below the value at `base`; '' is the root. */
export function pointerBelow(base: string, segment: string | number): string {
  if (typeof segment === 'number' || !special.test(segment)) return `${base}/${segment}`;
  return `${base}/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The names along a pointer, unescaped; [] for the root, null when the text is not a pointer. */
export function pointerSegments(pointer: string): string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return null;
  return pointer.slice(1).split('/').map(unescaped);
}

/** A pointer taken apart at its last name, unescaped; null for the root and for what is no pointer. */
export function pointerParts(pointer: string): { readonly parent: string; readonly name: string } | null {
  const slash = pointer.lastIndexOf('/');
  if (slash < 0) return null;
  return { parent: pointer.slice(0, slash), name: unescaped(pointer.slice(slash + 1)) };
}

function unescaped(segment: string): string {
  return segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment;
}
