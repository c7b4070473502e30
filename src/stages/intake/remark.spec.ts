import { toFindings, visible } from './remark.js';
import { intakeRules } from './rules.js';

describe('stages/intake/remark', () => {
  it('makes a finding that names the upload, the rule’s fix and where it is explained', () => {
    const [finding] = toFindings(
      [{ rule: 'archive-empty', file: null, message: 'The upload is empty.' }],
      'sample.zip',
    );

    expect(finding).toMatchObject({
      rule: 'archive-empty',
      severity: 'error',
      blocks: true,
      file: 'sample.zip',
      line: null,
      column: null,
      pointer: null,
      fix: intakeRules['archive-empty'].fix,
      docs: 'reference/rules/archive-empty.md',
      status: 'new',
    });
  });

  it('lets a warning pass', () => {
    const remark = { rule: 'package-unexpected-file', file: 'a.txt', message: 'The file is left out.' } as const;

    expect(toFindings([remark], 'sample.zip')[0]).toMatchObject({ severity: 'warning', blocks: false });
  });

  it('gives equal faults the same fingerprint, and others another', () => {
    const remark = { rule: 'archive-symlink', file: 'a', message: 'The entry is a symbolic link.' } as const;
    const [first, again, other] = toFindings([remark, remark, { ...remark, file: 'b' }], 'sample.zip');

    expect(first?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(again?.fingerprint).toBe(first?.fingerprint);
    expect(other?.fingerprint).not.toBe(first?.fingerprint);
  });

  it.each([
    ['a\nb', 'a\\u{a}b'],
    ['\u001b[31m', '\\u{1b}[31m'],
    ['photo\u202egnp.exe', 'photo\\u{202e}gnp.exe'],
    ['\ud800', '\\u{d800}'],
    ['café 😀', 'café 😀'],
  ])('shows %j without anything invisible', (name, shown) => expect(visible(name)).toBe(shown));

  it('cuts a very long name', () => expect(visible('a'.repeat(10_000)).length).toBeLessThan(200));
});
