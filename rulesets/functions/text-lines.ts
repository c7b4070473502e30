/** One line of a text, without the characters that end it, and where it starts. */
export interface TextLine {
  readonly number: number;
  readonly start: number;
  readonly text: string;
}

/** The lines of a text, whatever ends them: a line feed, with a carriage return before it or not. */
export function* linesOf(text: string): Iterable<TextLine> {
  let start = 0;
  for (let number = 1; start <= text.length; number += 1) {
    const feed = text.indexOf('\n', start);
    const next = feed === -1 ? text.length + 1 : feed + 1;
    const end = feed === -1 ? text.length : feed;
    yield { number, start, text: text.slice(start, text.charAt(end - 1) === '\r' && end > start ? end - 1 : end) };
    start = next;
  }
}
