/** A part of a text that a page would run, or load, if it took the text for HTML or Markdown. */
export interface ActiveMarkup {
  /** With its article: `an event handler`. */
  readonly what: string;
  readonly seen: string;
  readonly offset: number;
}

/**
 * Each is looked for from a mark that it starts with, and no further than the next such mark or some characters, so that the length of
 * the text is all that it can cost.
 */
const running: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an element that runs a script', /<script(?![\w-])/gi],
  ['a frame', /<(?:iframe|frame|embed|applet)[\s/][^<>]*=|<object[\s/][^<>]*\b(?:data|type)\s{0,9}=/gi],
  [
    'an event handler',
    /<[a-z](?:[^<>]*|(?:[^<>"']|"[^"<]*"|'[^'<]*')*)[\s"'/]on[a-z]{3,30}\s{0,9}=/gi, // a > in quotes ends no tag
  ],
  ['a link that runs a script', /<(?:javascript|vbscript):/gi],
];
/** Marks that an address follows, which is only looked at, so that no other mark hides in it. */
const links = [
  /\](?:\(|:)(?=((?:[^\w/#]|[jvd])[^)\]>]{0,120}))/gi,
  /(?:href|src|action|data)\s{0,9}=(?=((?:[^\w/#]|[jvd])[^)\]>]{0,120}))/gi,
];
const scriptAddress = /^["'<]{0,2}(?:javascript:|vbscript:|data:(?:text\/(?:html|xml)|application\/xhtml))/;

/** False for a text that has neither an element nor a link. */
export function mayHoldMarkup(text: string): boolean {
  return text.includes('<') || text.includes('](') || text.includes(']:');
}

/** What a text would run where it is shown as a page, in the order of the text. */
export function activeMarkup(text: string): ActiveMarkup[] {
  // Most texts have none, which is found out much faster.
  if (!mayHoldMarkup(text)) return [];
  const found = text.includes('<') ? markupOf(running, text) : [];
  for (const link of links) {
    for (const { 0: seen, 1: target = '', index } of text.matchAll(link)) {
      if (!scriptAddress.test(asBrowsersRead(target))) continue;
      found.push({ what: 'a link that runs a script', seen: seen + target, offset: index });
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** Every match of these patterns. */
export function markupOf(
  patterns: readonly (readonly [what: string, pattern: RegExp])[],
  text: string,
): ActiveMarkup[] {
  return patterns.flatMap(([what, pattern]) =>
    Array.from(text.matchAll(pattern), ({ 0: seen, index }) => ({ what, seen, offset: index })),
  );
}

const named: Readonly<Record<string, string>> = { colon: ':', tab: '', newline: '', lpar: '(', sol: '/' };

/** An address with its character references resolved and without all that browsers skip in it, in lower case. */
function asBrowsersRead(target: string): string {
  return target
    .replace(
      /&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|([a-z]{3,7}));?/gi,
      (all, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return named[name.toLowerCase()] ?? all;
        const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      },
    )
    .replace(/[\s\p{Cc}\\]/gu, '')
    .toLowerCase();
}
