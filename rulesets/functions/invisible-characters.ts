/**
 * Characters that take no room and show nothing (`Default_Ignorable_Code_Point`), but for those that turn the direction of writing,
 * which are worse than invisible.
 */
const invisible = /(?![\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])\p{Default_Ignorable_Code_Point}/gu;
/** Most texts have none, and this is found out much faster. */
const beyondAscii = /[\u0080-\uffff]/;
/** Joiners and selectors that belong to the character before them: in emoji, and in scripts that are written with them. */
const shaping = /\u200c|\u200d|[\ufe00-\ufe0f]|[\u{e0020}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/u;
const shaped =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|[\u{e0020}-\u{e007f}]|\p{M}|(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{L}/u;

/** The invisible characters of a text that have no business there, with their offsets. */
export function* invisibleCharacters(text: string): Iterable<{ readonly character: string; readonly offset: number }> {
  if (!beyondAscii.test(text)) return;
  for (const { 0: character, index } of text.matchAll(invisible)) {
    const before = Array.from(text.slice(Math.max(0, index - 2), index)).at(-1) ?? '';
    if (shaping.test(character) && shaped.test(before)) continue;
    yield { character, offset: index };
  }
}
