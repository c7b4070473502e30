import { readOutline } from './markdown-outline.js';

describe('rulesets/functions/markdown-outline', () => {
  it('reads headings in both forms, with their lines and what stands under them', () => {
    const text = 'Before.\n\n# Title #\nOne.\n##Two\r\nText\n\nThree\n-----\n#### Four\n';

    const { preamble, sections } = readOutline(text);

    expect(preamble).toBe('Before.');
    expect(sections).toEqual([
      { level: 1, heading: 'Title', line: 3, text: 'One.' },
      { level: 2, heading: 'Two', line: 5, text: 'Text' },
      { level: 2, heading: 'Three', line: 8, text: '' },
      { level: 4, heading: 'Four', line: 10, text: '' },
    ]);
  });

  it('takes nothing in fenced code for a heading', () => {
    const text = '# Title\n````sh\n# not this\n```\n# nor this\n````\n## This\n~~~\n# open to the end';

    const { sections, lines } = readOutline(text);

    expect(sections.map(one => one.heading)).toEqual(['Title', 'This']);
    expect(lines).toEqual(['# Title', '', '', '', '', '', '## This', '', '']);
  });

  it('takes the line under a table or a rule for what it is', () => {
    expect(readOutline('| a |\n---\n\n---\ntext\n').sections).toEqual([]);
  });

  it.each(['>', '[', '#', '`', '-', '*', '\n---', '| ', '<'])('reads 200,000 times %j in no time', part => {
    const start = performance.now();

    readOutline(part.repeat(200_000));

    expect(performance.now() - start).toBeLessThan(3000);
  });
});
