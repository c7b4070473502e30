const numbered = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Which of two versions is the higher: above 0 the first, below 0 the second, 0 neither; null when one of them is not made of
 * numbers. Precedence of Semantic Versioning 2.0.0 §11, for any count of numbers; one that is missing counts as 0.
 */
export function compareVersions(a: string, b: string): number | null {
  const [, numbersA, labelA] = numbered.exec(a) ?? [];
  const [, numbersB, labelB] = numbered.exec(b) ?? [];
  if (numbersA === undefined || numbersB === undefined) return null;
  return compareNumbers(numbersA.split('.'), numbersB.split('.')) || compareLabels(labelA, labelB);
}

function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareNumber(a[index] ?? '0', b[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** A version with a label comes before the same version without one. */
function compareLabels(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  const partsA = a.split('.');
  const partsB = b.split('.');
  for (const [index, part] of partsA.entries()) {
    const other = partsB[index];
    if (other === undefined) return 1;
    const order = compareLabel(part, other);
    if (order !== 0) return order;
  }
  return partsA.length - partsB.length;
}

function compareLabel(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA && isNumberB) return compareNumber(a, b);
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By their digits, so that no number is too long. */
function compareNumber(a: string, b: string): number {
  const [digitsA, digitsB] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (digitsA.length !== digitsB.length) return digitsA.length - digitsB.length;
  if (digitsA === digitsB) return 0;
  return digitsA < digitsB ? -1 : 1;
}
