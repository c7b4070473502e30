/**
 * A line of Markdown with what stands between backticks blanked out: it is shown, not run. A backtick opens code only where it does for
 * readers of CommonMark (0.31, sections 6.1 and 6.6): not behind a backslash, in a tag or in a comment, and only if as many close it.
 * It looks at each character once.
 */
export function withoutCode(line: string): string {
  if (!line.includes('`')) return line;
  const closers = runsByLength(line);
  let shown = '';
  let from = 0;
  for (let position = 0; position < line.length;) {
    const character = line.charAt(position);
    if (character === '\\') position += 2;
    else if (character === '<') {
      const end = endOfTag(line, position);
      if (end === null) break; // the tag goes on in the next line
      position = end;
    } else if (character === '`') {
      const length = runLength(line, position);
      const rest = closers.get(length) ?? [];
      while (rest.length > 0 && (rest.at(-1) ?? 0) < position + length) rest.pop();
      const closer = rest.at(-1);
      position += length;
      if (closer === undefined) continue;
      shown += line.slice(from, position) + ' '.repeat(closer - position);
      from = closer;
      position = closer + length;
    } else position += 1;
  }
  return shown + line.slice(from);
}

/** Where a tag or comment ends that may start here; the next position where none does, null where it is not closed. */
function endOfTag(line: string, start: number): number | null {
  if (line.startsWith('<!--', start)) return after(line, '-->', start + 4);
  if (!/[a-z/!?]/i.test(line.charAt(start + 1))) return start + 1;
  for (let position = start + 1; position < line.length; position += 1) {
    const character = line.charAt(position);
    if (character === '>') return position + 1;
    if ((character === '"' || character === "'") && line.charAt(position - 1) === '=') {
      const end = after(line, character, position + 1);
      if (end === null) return null;
      position = end - 1;
    }
  }
  return null;
}

function after(line: string, mark: string, from: number): number | null {
  const at = line.indexOf(mark, from);
  return at === -1 ? null : at + mark.length;
}

function runLength(line: string, start: number): number {
  let end = start;
  while (line.charAt(end) === '`') end += 1;
  return end - start;
}

/** Where runs of so many backticks start, the last one first. */
function runsByLength(line: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of [...line.matchAll(/`+/g)].reverse()) {
    const others = runs.get(run.length);
    if (others) others.push(index);
    else runs.set(run.length, [index]);
  }
  return runs;
}
