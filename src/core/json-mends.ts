/** A piece of the text, by its offsets, and what it is read as. */
interface Mend {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Small mistakes that are mended before a text counts as unreadable; it bounds the memory that mending takes. */
const mendsAtMost = 1000;

/** How the mistakes of a text are read, so that JSON.parse can read the rest. */
export class Mends {
  private readonly list: Mend[] = [];

  get count(): number {
    return this.list.length;
  }

  /** False when there are too many: the text is then given up. */
  add(mend: Mend): boolean {
    if (this.list.length >= mendsAtMost) return false;
    this.list.push(mend);
    return true;
  }

  /** A part of the text with its mistakes mended, those before number `first` left out. */
  apply(text: string, start: number, end: number, first = 0): string {
    const parts: string[] = [];
    let at = start;
    // Mends are made in the order of the text, except a trailing comma's, which is found only when its container closes.
    for (const { from, to, text: mended } of this.list.slice(first).sort((a, b) => a.from - b.from)) {
      if (from < start || to > end) continue;
      parts.push(text.slice(at, from), mended);
      at = to;
    }
    parts.push(text.slice(at, end));
    return parts.join('');
  }
}
