/** A heading of a Markdown text, and what stands under it before the next one of any level. */
export interface MarkdownSection {
  /** 1 is the title’s. */
  readonly level: number;
  readonly heading: string;
  /** Line of the heading, counted from 1. */
  readonly line: number;
  readonly text: string;
}

export interface MarkdownOutline {
  /** What stands before the first heading. */
  readonly preamble: string;
  readonly sections: readonly MarkdownSection[];
  /** The lines that are shown as text; those of fenced code are empty here, so that numbers stay right. */
  readonly lines: readonly string[];
}

interface OpenSection {
  readonly level: number;
  readonly heading: string;
  readonly line: number;
  readonly lines: string[];
}

/**
 * Reads the headings of a Markdown text in both of their forms (CommonMark 0.31, sections 4.2 and 4.3), also those that lack the
 * space behind their marks. It looks at each line once, so that no nesting can cost more than the length of the text.
 */
export function readOutline(text: string): MarkdownOutline {
  const preamble: string[] = [];
  const sections: OpenSection[] = [];
  const lines: string[] = [];
  let fence: string | null = null;
  for (const [position, written] of text.split(/\r\n|\r|\n/).entries()) {
    const under = sections.at(-1)?.lines ?? preamble;
    // Most lines cannot start anything, and are not looked at further.
    const isPlain = !/^ {0,3}[`~#=-]/.test(written);
    if (isPlain && fence === null) {
      lines.push(written);
      under.push(written);
      continue;
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(written)?.[1] ?? null;
    if (fence !== null || mark !== null) {
      if (fence === null) fence = mark;
      else if (mark?.startsWith(fence) && written.trim() === mark) fence = null;
      lines.push('');
      under.push(written);
      continue;
    }
    lines.push(written);
    const level = /^ {0,3}(#{1,6})/.exec(written)?.[1]?.length;
    const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(written)?.[1];
    const above = under.at(-1)?.trim() ?? '';
    if (level !== undefined) {
      sections.push({ level, heading: headingOf(written), line: position + 1, lines: [] });
    } else if (underline !== undefined && above !== '' && /^[^|>#=-]/.test(above)) {
      under.pop();
      sections.push({ level: underline.startsWith('=') ? 1 : 2, heading: above, line: position, lines: [] });
    } else under.push(written);
  }
  return {
    preamble: preamble.join('\n').trim(),
    sections: sections.map(({ lines: own, ...section }) => ({ ...section, text: own.join('\n').trim() })),
    lines,
  };
}

/** The words of a heading without the marks around them. */
function headingOf(line: string): string {
  const words = line.trim();
  let start = 0;
  while (words.charAt(start) === '#') start += 1;
  let end = words.length;
  while (end > start && words.charAt(end - 1) === '#') end -= 1;
  return words.slice(start, end).trim();
}
