import { excerptAt, lineStarts } from './excerpt.js';

function at(text: string, line: number, column: number) {
  return excerptAt(text, lineStarts(text), line, column);
}

describe('cli/check/excerpt', () => {
  it('shows the line with the place of the fault, whatever ends the lines', () => {
    for (const ending of ['\n', '\r\n', '\r']) {
      expect(at(['{', '  "a": 1', '}'].join(ending), 2, 8)).toEqual({ text: '  "a": 1', caret: 7 });
    }
  });

  it('cuts a line of a megabyte', () => {
    const excerpt = at('x'.repeat(1_000_000), 1, 500_000);

    expect(excerpt?.text).toHaveLength(122);
    expect(excerpt?.caret).toBe(61);
  });

  it('keeps the caret under the fault when what comes before is escaped', () => {
    expect(at('\t\u001b[1m"x"', 1, 6)).toEqual({ text: '  \\u{1b}[1m"x"', caret: 11 });
  });

  it('has nothing to show for a line that does not exist', () => {
    expect(at('one', 2, 1)).toBeNull();
  });
});
