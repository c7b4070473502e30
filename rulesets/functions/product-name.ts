/** The platform's own products; separate words, so that neither "empower apps" nor "power bill" is one of them. */
const productName =
  /\b(?:power\s?(?:apps?|automate|platform|bi|pages|virtual agents?)|logic apps?|copilot studio|dataverse)\b/i;

/** The first name of a product of the platform in a text, as it is written there; null when it names none. */
export function productNameIn(text: string): string | null {
  return productName.exec(text)?.[0] ?? null;
}
