/** Said of a connector, not part of its name. */
const asides = /\b(?:preview|deprecated|independent publisher|connector)\b/g;

/** True when two titles name the same connector: case, accents, spaces, punctuation and what is said of its state do not count. */
export function isSameTitle(a: string, b: string): boolean {
  return nameIn(a) === nameIn(b);
}

function nameIn(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  const name = plain.replace(asides, '').replaceAll(' ', '');
  return name === '' ? title : name;
}
