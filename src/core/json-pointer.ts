/** The pointer (RFC 6901) of a member or element below the value at `base`; '' is the root. */
export function pointerBelow(base: string, segment: string | number): string {
  const name = typeof segment === 'number' ? String(segment) : segment.replaceAll('~', '~0').replaceAll('/', '~1');
  return `${base}/${name}`;
}

/** The names along a pointer, unescaped; [] for the root, null when the text is not a pointer. */
export function pointerSegments(pointer: string): string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return null;
  return pointer
    .slice(1)
    .split('/')
    .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
