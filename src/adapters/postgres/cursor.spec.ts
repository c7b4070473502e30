import fc from 'fast-check';
import { Problem } from '../../core/problems.js';
import { page, readCursor, writeCursor } from './cursor.js';

describe('adapters/postgres/cursor', () => {
  const mark = { at: '2026-01-02T03:04:05.678Z', id: 'a-1' };

  it('reads back what it wrote', () => expect(readCursor(writeCursor(mark))).toEqual(mark));

  it('refuses everything else with a problem', () => {
    const others = ['2026-13-45T00:00:00.000Z a', `${mark.at} `, `${mark.at} a b`, `${mark.at} é`, 'a b', ''];
    for (const text of others.map(other => Buffer.from(other).toString('base64url'))) {
      expect(() => readCursor(text)).toThrow(Problem);
    }
    fc.assert(fc.property(fc.string(), text => expect(() => readCursor(text)).toThrow(Problem)));
  });

  it('says whether there is a next page', () => {
    const lines = [{ ...mark, id: 'c' }, { ...mark, id: 'b' }, mark];
    expect(page(lines, 3, line => line)).toEqual({ items: lines, next: null });
    expect(page(lines, 2, line => line)).toEqual({
      items: lines.slice(0, 2),
      next: writeCursor({ ...mark, id: 'b' }),
    });
  });
});
