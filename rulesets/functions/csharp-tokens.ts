/** One word or mark of a C# program. Comments and what strings say are left out; what a string computes is not. */
export interface CSharpToken {
  /** `name` is an identifier or a keyword, `directive` a line that starts with `#`. */
  readonly kind: 'name' | 'number' | 'mark' | 'string' | 'directive';
  /** A name without `@` and with its escapes resolved; a string’s opening marks; a directive’s whole line. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A string that code between braces stands in: where the code ends, the string goes on. */
interface OpenString {
  readonly kind: 'plain' | 'verbatim' | 'raw';
  /** Quotation marks that end it: three or more for a raw string, else one. */
  readonly quotes: number;
  /** Braces that open code in it: as many as it has dollar signs. */
  readonly braces: number;
  /** Braces that the code has opened and not closed yet. */
  depth: number;
}

/** What ends a line for the compiler, although editors know only the first two: code can hide behind the others. */
const lineEnds = '\n\r\u0085\u2028\u2029';

const nameStart = /[\p{L}\p{Nl}_]/u;
const nameParts = /[\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\p{Cf}]+/uy;
const nameEscape = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/y;
const number = /[0-9][0-9A-Za-z_]*/y;
const stringMarks = /(?:\$+@?|@\$?)?(?="+)/y;
const lineRest = /[^\n\r\u0085\u2028\u2029]*/y;

/**
 * Takes a C# program apart (ECMA-334, section 6; raw strings as C# 11 has them). Any text can be read: what is not C# gives odd
 * tokens, never an error. Each character is looked at a few times at most, and nothing is kept on the call stack.
 */
export function csharpTokens(source: string): CSharpToken[] {
  return new Lexer(source).read();
}

class Lexer {
  private readonly tokens: CSharpToken[] = [];
  private readonly strings: OpenString[] = [];
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(private readonly source: string) {}

  read(): CSharpToken[] {
    while (this.at < this.source.length) this.readNext();
    return this.tokens;
  }

  private readNext(): void {
    const character = this.peek(0);
    const two = character + this.peek(1);
    if (lineEnds.includes(character)) this.endLine();
    else if (character === ' ' || character === '\t') this.at += 1;
    else if (two === '//') this.match(lineRest);
    else if (two === '/*') this.skipComment();
    else if (character === '#' && this.isFirstOfLine()) this.take('directive', this.match(lineRest));
    else if (character === "'") this.skipCharacter();
    else if ('"$@'.includes(character) && this.readStringStart()) return;
    else if (this.startsName(character)) this.readName();
    else if (character >= '0' && character <= '9') this.take('number', this.match(number));
    else this.readMark(character);
  }

  private readMark(character: string): void {
    const open = this.strings.at(-1);
    if (open && character === '}' && open.depth === 0) {
      this.at += Math.min(open.braces, this.countOf('}'));
      this.strings.pop();
      this.readString(open);
      return;
    }
    if (open && character === '{') open.depth += 1;
    if (open && character === '}') open.depth -= 1;
    this.at += 1;
    this.take('mark', character);
  }

  private startsName(character: string): boolean {
    if (character < '\u0080') return /[A-Za-z_@\\]/.test(character);
    return nameStart.test(String.fromCodePoint(this.source.codePointAt(this.at) ?? 0));
  }

  /** Reads `@name` as `name`, and `\u0061` in it as the letter that it stands for, so that no name hides behind its spelling. */
  private readName(): void {
    const start = this.at;
    if (this.peek(0) === '@') this.at += 1;
    let text = '';
    for (let end = -1; end !== this.at;) {
      end = this.at;
      text += this.match(nameParts);
      nameEscape.lastIndex = this.at;
      const escape = nameEscape.exec(this.source);
      if (escape) {
        this.at += escape[0].length;
        const code = parseInt(escape[1] ?? escape[2] ?? '', 16);
        if (code <= 0x10ffff) text += String.fromCodePoint(code);
      }
    }
    if (this.at === start) this.at += 1; // a stray backslash
    if (text !== '') this.take('name', text.replace(/\p{Cf}/gu, ''), this.at - start);
  }

  private skipCharacter(): void {
    this.at += 1;
    while (this.at < this.source.length && !lineEnds.includes(this.peek(0))) {
      const character = this.peek(0);
      this.at += character === '\\' && !lineEnds.includes(this.peek(1)) ? 2 : 1;
      if (character === "'") return;
    }
  }

  /** Reads a string where one starts: `"`, `@"`, `$"`, `$@"`, `@$"`, `"""`, `$$"""`. */
  private readStringStart(): boolean {
    stringMarks.lastIndex = this.at;
    const marks = stringMarks.exec(this.source)?.[0];
    if (marks === undefined) {
      if (this.peek(0) === '@') return false;
      this.at += Math.max(1, this.countOf('$')); // marks that lead to nothing
      return true;
    }
    this.at += marks.length;
    const isVerbatim = marks.includes('@');
    const quotes = this.countOf('"');
    const kind = quotes >= 3 && !isVerbatim ? 'raw' : isVerbatim && 'verbatim';
    const closing = kind === 'raw' ? quotes : 1;
    this.at += closing;
    this.take('string', marks + '"'.repeat(closing));
    const braces = marks.replace('@', '').length;
    this.readString({ kind: kind || 'plain', quotes: closing, braces, depth: 0 });
    return true;
  }

  /** Reads what a string says up to its end, or up to code between braces. */
  private readString(open: OpenString): void {
    const { kind, quotes, braces } = open;
    while (this.at < this.source.length) {
      const character = this.peek(0);
      if (lineEnds.includes(character)) {
        if (kind === 'plain') return; // not closed in its line: what follows is code again
        this.endLine();
      } else if (character === '\\' && kind === 'plain') this.at += lineEnds.includes(this.peek(1)) ? 1 : 2;
      else if (character === '"') {
        const count = kind === 'plain' ? 1 : this.countOf('"');
        this.at += count;
        // In a verbatim string two quotation marks are one that it says.
        if (kind === 'raw' ? count >= quotes : count % 2 === 1) return;
      } else if (character === '{' && braces > 0) {
        const count = this.countOf('{');
        this.at += count;
        if (kind === 'raw' ? count < braces : count % 2 === 0) continue;
        this.strings.push({ ...open, depth: 0 });
        return;
      } else this.at += 1;
    }
  }

  private skipComment(): void {
    const end = this.source.indexOf('*/', this.at + 2);
    const after = end === -1 ? this.source.length : end + 2;
    while (this.at < after) {
      if (lineEnds.includes(this.peek(0))) this.endLine();
      else this.at += 1;
    }
  }

  private endLine(): void {
    const character = this.peek(0);
    this.at += character === '\r' && this.peek(1) === '\n' ? 2 : 1;
    if (character !== '\n' && character !== '\r') return;
    this.line += 1;
    this.lineStart = this.at;
  }

  private isFirstOfLine(): boolean {
    return (this.tokens.at(-1)?.line ?? 0) < this.line;
  }

  /** Adds the token that was just read; its length is that of its text unless it was written differently. */
  private take(kind: CSharpToken['kind'], text: string, length = text.length): void {
    this.tokens.push({ kind, text, line: this.line, column: this.at - length - this.lineStart + 1 });
  }

  /** Moves behind what matches here, and gives it. */
  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source)?.[0] ?? '';
    this.at += text.length;
    return text;
  }

  private peek(ahead: number): string {
    return this.source.charAt(this.at + ahead);
  }

  /** How many of this character follow one another here. */
  private countOf(character: string): number {
    let count = 0;
    while (this.peek(count) === character) count += 1;
    return count;
  }
}
