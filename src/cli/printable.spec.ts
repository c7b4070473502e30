import { printable } from './printable.js';

describe('cli/printable', () => {
  it('leaves ordinary text alone, in any script', () => {
    expect(printable('Größe 数 "ok" – é')).toBe('Größe 数 "ok" – é');
  });

  it('shows terminal escapes instead of obeying them', () => {
    expect(printable('a\u001b[31mred\u0007\u009b2J')).toBe('a\\u{1b}[31mred\\u{7}\\u{9b}2J');
  });

  it('keeps one message on one line', () => {
    expect(printable('one\r\ntwo\tthree\u2028four')).toBe('one\\r\\ntwo\\tthree\\u{2028}four');
  });

  it('uncovers text that would be shown in another order than it is stored', () => {
    expect(printable('\u202efdp.exe\u2066')).toBe('\\u{202e}fdp.exe\\u{2066}');
  });

  it('survives half a character', () => {
    expect(printable('x\ud800y')).toBe('x\\u{d800}y');
  });
});
