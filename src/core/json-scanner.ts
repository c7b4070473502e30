import { Mends } from './json-mends.js';
import { pointerBelow } from './json-pointer.js';
import { abbreviated, controlName, escaped, hex, lossOf, meant, printable, shown } from './json-words.js';

/** What can be wrong with the text of a JSON file; `unsafe-number` alone does not make it wrong, only risky. */
export type JsonFaultKind =
  | 'bom'
  | 'utf16'
  | 'invalid-utf8'
  | 'syntax'
  | 'duplicate-key'
  | 'too-deep'
  | 'too-many-nodes'
  | 'too-large'
  | 'forbidden-key'
  | 'lone-surrogate'
  | 'unsafe-number'
  | 'not-an-object';

/** How much a text may hold before the scan refuses it. */
export interface ScanLimits {
  /** Objects and arrays inside one another. */
  readonly depth: number;
  /** Values of every kind, containers included. */
  readonly nodes: number;
  /** UTF-16 code units between the quotes of one string, as written. */
  readonly stringLength: number;
}

/** A fault as the scanner sees it: `offset` counts UTF-16 code units from the start of the text. */
export interface ScanFault {
  readonly kind: JsonFaultKind;
  readonly message: string;
  readonly pointer: string;
  readonly offset: number;
}

/** Where the values stand, in document order: four lists of equal length, one entry a value. */
export interface JsonNodes {
  /** Member name or element index; null for the root. */
  readonly names: (string | null)[];
  /** Offset of the member's name; that of the value where there is no name. */
  readonly keyOffsets: number[];
  readonly valueOffsets: number[];
  /** Number of the first value after this one and everything inside it. */
  readonly ends: number[];
}

export interface Scan {
  readonly faults: readonly ScanFault[];
  /** The root with its small mistakes mended, ready for JSON.parse; null when it cannot or must not be read. */
  readonly mended: string | null;
  readonly nodes: JsonNodes;
}

interface Frame {
  readonly isObject: boolean;
  /** Number of this container in the list of nodes. */
  readonly node: number;
  /** Names seen so far; null in an array. */
  readonly keys: Set<string> | null;
  /** Name or index of the member under way; null between members. */
  segment: string | number | null;
  count: number;
  /** Offset of a comma that still waits for its member, else -1. */
  comma: number;
}

/** Faults of one kind that are listed; the rest would be repetition. */
const listedPerKind = 50;

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const comma = 44;
const minus = 45;
const slash = 47;
const zero = 48;
const nine = 57;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const wordForm = /[A-Za-z0-9_$+\-.]+/y;
const hexForm = /[0-9A-Fa-f]{4}/y;
/** White space to an eye, not to JSON (RFC 8259 §2). */
const foreignBlank = /[\s\u0085\u200b\u2060]/;
/** How a JSON value can start, mistakes such as `+1` and `True` included. */
const valueStart = /[{["\w+\-.]/;

/**
 * Reads a text by the grammar of RFC 8259 in one pass without recursion, in time linear in its length. Goes on after a mistake
 * whose meaning is plain (comment, stray comma, missing comma, bare word), so that one reading reports as much as possible.
 */
export function scanJson(text: string, limits: ScanLimits): Scan {
  return new Scanner(text, limits).run();
}

class Scanner {
  private at = 0;
  private stopped = false;
  /** Whether the string read last means exactly what is written between its quotes. */
  private plainString = true;
  /** False once something was met that must not become a value. */
  private usable = true;
  private nodeCount = 0;
  private readonly frames: Frame[] = [];
  private readonly faults: ScanFault[] = [];
  private readonly faultCounts = new Map<JsonFaultKind, number>();
  private readonly mends = new Mends();
  private readonly nodes: JsonNodes = { names: [], keyOffsets: [], valueOffsets: [], ends: [] };

  constructor(
    private readonly text: string,
    private readonly limits: ScanLimits,
  ) {}

  run(): Scan {
    this.skipBlank();
    const start = this.at;
    if (start >= this.text.length) this.giveUp('The file is empty; a JSON object is expected.');
    else if (!valueStart.test(this.text.charAt(start))) {
      this.giveUp(`The file is not JSON: it starts with ${this.found()} instead of \`{\`.`);
    } else if (this.text.charCodeAt(start) !== openBrace) {
      this.fault('not-an-object', 'The document is not a JSON object: it has to start with `{`.', start);
    }
    if (!this.stopped) this.readValue(null, start);
    for (let frame = this.frames.at(-1); frame && !this.stopped; frame = this.frames.at(-1)) this.readNext(frame);
    for (const frame of this.frames) this.closeNode(frame.node);
    if (this.stopped) return { faults: this.faults, mended: null, nodes: this.nodes };
    const end = this.at;
    this.skipBlank();
    if (this.at < this.text.length) {
      this.fault('syntax', `${this.found()} follows after the end of the document.`, this.at);
    }
    return {
      faults: this.faults,
      mended: this.usable ? this.mends.apply(this.text, start, end) : null,
      nodes: this.nodes,
    };
  }

  /** Reads up to and including one member or element of the innermost container, or closes it. */
  private readNext(frame: Frame): void {
    frame.segment = null;
    this.skipBlank();
    if (this.at >= this.text.length) {
      return this.giveUp(`The file ends inside ${frame.isObject ? 'an object: `}`' : 'an array: `]`'} is missing.`);
    }
    const code = this.text.charCodeAt(this.at);
    if (code === (frame.isObject ? closeBrace : closeBracket)) return this.close(frame);
    const expectsMember = frame.count === 0 || frame.comma >= 0;
    if (code === comma) {
      if (!expectsMember) frame.comma = this.at;
      else {
        this.fault('syntax', 'A comma stands where a value is expected.', this.at);
        this.mend(this.at, this.at + 1, ' ');
      }
      this.at += 1;
      return;
    }
    if (!expectsMember) {
      if (!startsMember(frame, code)) {
        return this.giveUp(`\`,\` or \`${frame.isObject ? '}' : ']'}\` is expected, ${this.found()} found.`);
      }
      this.fault('syntax', `A comma is missing before ${this.found()}.`, this.at);
      this.mend(this.at, this.at, ',');
    }
    frame.comma = -1;
    const start = this.at;
    const name = frame.isObject ? this.readName(frame) : frame.count;
    if (name === null) return;
    frame.segment = name;
    frame.count += 1;
    if (frame.isObject) this.judgeName(frame, String(name), start);
    this.readValue(String(name), frame.isObject ? start : this.at);
  }

  /** A member's name and the colon after it; null when the scan had to stop. */
  private readName(frame: Frame): string | null {
    if (this.text.charCodeAt(this.at) !== quote) {
      this.giveUp(`A member name in double quotes or \`}\` is expected, ${this.found()} found.`);
      return null;
    }
    const mendsBefore = this.mends.count;
    const start = this.at;
    if (!this.readString()) return null;
    const name = this.plainString
      ? this.text.slice(start + 1, this.at - 1)
      : String(JSON.parse(this.mends.apply(this.text, start, this.at, mendsBefore)));
    frame.segment = name;
    this.skipBlank();
    if (this.text.charCodeAt(this.at) !== colon) {
      this.giveUp(`\`:\` is expected after the member name, ${this.found()} found.`);
      return null;
    }
    this.at += 1;
    this.skipBlank();
    return name;
  }

  private judgeName(frame: Frame, name: string, offset: number): void {
    if (frame.keys?.has(name)) {
      this.fault('duplicate-key', `The member ${shown(name)} is given more than once; only the last counts.`, offset);
    }
    frame.keys?.add(name);
    const parent = this.frames.at(-2);
    if (name === '__proto__' || (name === 'prototype' && parent?.segment === 'constructor' && parent.isObject)) {
      this.usable = false;
      this.fault('forbidden-key', `The member name ${shown(name)} is not allowed here.`, offset);
    }
  }

  /** Reads a whole scalar, or opens a container whose members the caller goes on to read. */
  private readValue(name: string | null, keyOffset: number): void {
    this.nodeCount += 1;
    if (this.nodeCount > this.limits.nodes) {
      return this.giveUp(`The document holds more than ${this.limits.nodes} values.`, 'too-many-nodes');
    }
    const node = this.openNode(name, keyOffset);
    const code = this.text.charCodeAt(this.at);
    if (code === openBrace || code === openBracket) return this.open(code === openBrace, node);
    if (code === quote) this.readString();
    else if (code === minus || (code >= zero && code <= nine)) this.readNumber();
    else this.readWord();
    this.closeNode(node);
  }

  private open(isObject: boolean, node: number): void {
    if (this.frames.length >= this.limits.depth) {
      this.closeNode(node);
      return this.giveUp(`Objects and arrays are nested more than ${this.limits.depth} levels deep.`, 'too-deep');
    }
    this.frames.push({ isObject, node, keys: isObject ? new Set() : null, segment: null, count: 0, comma: -1 });
    this.at += 1;
  }

  private close(frame: Frame): void {
    if (frame.comma >= 0) {
      this.fault('syntax', `The comma before \`${frame.isObject ? '}' : ']'}\` is too much.`, frame.comma);
      this.mend(frame.comma, frame.comma + 1, ' ');
    }
    this.at += 1;
    this.frames.pop();
    this.closeNode(frame.node);
  }

  /** Moves past a string; false when the scan had to stop. */
  private readString(): boolean {
    const { text } = this;
    const start = this.at;
    let i = start + 1;
    this.plainString = true;
    for (;;) {
      const code = text.charCodeAt(i);
      if (code === quote) break;
      if (code >= space && code !== backslash) {
        i += 1;
        continue;
      }
      this.plainString = false;
      if (code === backslash) i = this.readEscape(i);
      else if (i >= text.length) {
        this.giveUp('A string is not closed: `"` is missing.', 'syntax', start);
        return false;
      } else {
        this.fault('syntax', `${controlName(code)} stands inside a string; write ${escaped(code)} instead.`, i);
        this.mend(i, i + 1, escaped(code));
        i += 1;
      }
      if (this.stopped) return false;
    }
    this.at = i + 1;
    if (i - start - 1 > this.limits.stringLength) {
      this.usable = false;
      this.fault('too-large', `A string is longer than ${this.limits.stringLength} characters.`, start);
    }
    return !this.stopped;
  }

  /** Judges the escape that starts at `i` and gives the offset after it. */
  private readEscape(i: number): number {
    const { text } = this;
    const letter = text.charAt(i + 1);
    if (letter !== '' && '"\\/bfnrt'.includes(letter)) return i + 2;
    const unit = letter === 'u' ? this.hexAt(i + 2) : null;
    if (unit === null) {
      this.fault(
        'syntax',
        `\`\\${printable(letter)}\` is not an escape that JSON knows; write \`\\\\\` for a backslash.`,
        i,
      );
      this.mend(i, i, '\\');
      return i + 1;
    }
    if (unit < 0xd800 || unit > 0xdfff) return i + 6;
    const follower = text.startsWith('\\u', i + 6) ? this.hexAt(i + 8) : null;
    if (unit <= 0xdbff && follower !== null && follower >= 0xdc00 && follower <= 0xdfff) return i + 12;
    this.fault('lone-surrogate', `\`${text.slice(i, i + 6)}\` is half of a character; its other half is missing.`, i);
    return i + 6;
  }

  private hexAt(offset: number): number | null {
    hexForm.lastIndex = offset;
    return hexForm.test(this.text) ? Number.parseInt(this.text.slice(offset, offset + 4), 16) : null;
  }

  private readNumber(): void {
    const start = this.at;
    numberForm.lastIndex = start;
    const end = numberForm.test(this.text) ? numberForm.lastIndex : start;
    wordForm.lastIndex = end;
    if (end === start || wordForm.test(this.text)) return this.readWord();
    this.at = end;
    // Fifteen digits always fit: most numbers need no closer look.
    if (end - start <= 15 && !/[eE]/.test(this.text.slice(start, end))) return;
    const loss = lossOf(this.text.slice(start, end));
    if (loss) this.fault('unsafe-number', loss, start);
  }

  /** A literal, or something that is none: named, and read as what was most likely meant. */
  private readWord(): void {
    const start = this.at;
    wordForm.lastIndex = start;
    const word = wordForm.exec(this.text)?.[0] ?? '';
    if (word === 'true' || word === 'false' || word === 'null') {
      this.at = start + word.length;
      return;
    }
    if (word !== '') {
      this.fault('syntax', `\`${abbreviated(word)}\` is not a JSON value.`, start);
      this.mend(start, start + word.length, meant(word));
      this.at = start + word.length;
      return;
    }
    const code = this.text.charCodeAt(start);
    if (this.frames.length === 0 || (code !== comma && code !== closeBrace && code !== closeBracket)) {
      return this.giveUp(`A value is expected, ${this.found()} found.`);
    }
    this.fault('syntax', `A value is missing before ${this.found()}.`, start);
    this.mend(start, start, 'null');
  }

  private skipBlank(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === space || code === lineFeed || code === carriageReturn || code === tab) this.at += 1;
      else if (code === slash) {
        if (!this.skipComment()) return;
      } else if ((code > 126 || code < space) && foreignBlank.test(text.charAt(this.at))) {
        this.fault('syntax', `${this.found()} stands between values; only space, tab and line breaks may.`, this.at);
        this.mend(this.at, this.at + 1, ' ');
        this.at += 1;
      } else return;
      if (this.stopped) return;
    }
  }

  /** Moves past a comment, which JSON does not have; false when the slash starts none. */
  private skipComment(): boolean {
    const { text } = this;
    const start = this.at;
    const next = text.charAt(start + 1);
    if (next !== '/' && next !== '*') return false;
    let end = text.length;
    if (next === '*') {
      const close = text.indexOf('*/', start + 2);
      if (close >= 0) end = close + 2;
    } else {
      for (end = start; end < text.length; end += 1) {
        const code = text.charCodeAt(end);
        if (code === lineFeed || code === carriageReturn) break;
      }
    }
    this.fault('syntax', 'JSON has no comments.', start);
    this.mend(start, end, ' ');
    this.at = end;
    return true;
  }

  private fault(kind: JsonFaultKind, message: string, offset: number): void {
    const count = (this.faultCounts.get(kind) ?? 0) + 1;
    this.faultCounts.set(kind, count);
    if (count > listedPerKind) return;
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    this.faults.push({ kind, message: sentence, pointer: this.pointer(), offset });
  }

  private giveUp(message: string, kind: JsonFaultKind = 'syntax', offset = this.at): void {
    this.fault(kind, message, offset);
    this.stopped = true;
  }

  private mend(from: number, to: number, text: string): void {
    if (!this.mends.add({ from, to, text })) this.stopped = true;
  }

  private openNode(name: string | null, keyOffset: number): number {
    this.nodes.names.push(name);
    this.nodes.keyOffsets.push(keyOffset);
    this.nodes.valueOffsets.push(this.at);
    return this.nodes.ends.push(0) - 1;
  }

  private closeNode(node: number): void {
    this.nodes.ends[node] = this.nodes.ends.length;
  }

  private pointer(): string {
    let pointer = '';
    for (const { segment } of this.frames) if (segment !== null) pointer = pointerBelow(pointer, segment);
    return pointer;
  }

  /** What stands here, in words. */
  private found(): string {
    const point = this.text.codePointAt(this.at);
    if (point === undefined) return 'the end of the file';
    if (point < space || point === 0x7f) return controlName(point);
    if (point > 0x7e) return `the character U+${hex(point)}`;
    return `\`${String.fromCodePoint(point)}\``;
  }
}

/** Whether a member or element can start here although no comma stood before it. */
function startsMember(frame: Frame, code: number): boolean {
  if (frame.isObject || code === quote) return code === quote;
  return code === openBrace || code === openBracket || code === minus || (code >= zero && code <= nine);
}
