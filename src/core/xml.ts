/** What XML 1.0 §2.2 does not allow in a document at all, escaped or not: control characters, halves of pairs, and two non-characters. */
const notXml = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // As they are, an attribute's line ends and tabs are read as blanks.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/**
 * A text as content or attribute value of an XML or HTML document. Characters that XML cannot hold become U+FFFD, so that what a
 * stranger wrote can neither end an element nor make the document unreadable.
 */
export function escapeXml(text: string): string {
  return text.replace(notXml, '\uFFFD').replace(/[&<>"'\n\r\t]/g, character => entities[character] ?? character);
}
