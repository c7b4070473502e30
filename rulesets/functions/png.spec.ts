import { picture } from '../examples.js';
import { readPng } from './png.js';

describe('rulesets/functions/png', () => {
  it('reads the size from the header', () => {
    expect(readPng(picture(160, 120))).toEqual({ kind: 'png', width: 160, height: 120 });
  });

  it('reads a picture that lies inside a larger buffer', () => {
    const icon = picture(100, 100);
    const larger = new Uint8Array(icon.length + 10);
    larger.set(icon, 7);

    expect(readPng(larger.subarray(7, 7 + icon.length))).toMatchObject({ width: 100 });
  });

  it.each(Array.from({ length: picture(1, 1).length }, (_, length) => length))(
    'refuses the first %i bytes alone',
    length => {
      expect(readPng(picture(1, 1).subarray(0, length)).kind).toBe('not-png');
    },
  );

  it('does not follow a length that leads out of the file', () => {
    const icon = picture(100, 100);
    new DataView(icon.buffer).setUint32(33, 0xffffffff); // the length of the chunk behind the header

    expect(readPng(icon)).toEqual({ kind: 'not-png', reason: 'it ends in the middle of a part' });
  });

  it.each([
    ['no pixels', picture(0, 100), 'its header says that it has no pixels'],
    ['a wrong check sum', picture(100, 100).with(18, 9), 'the check sum of its part IHDR is wrong'],
    ['an SVG in it', new TextEncoder().encode('<?xml version="1.0"?><svg/>'), 'it is an SVG picture'],
    ['a web page in it', new TextEncoder().encode('<!doctype html><p>'), 'it is a web page'],
    ['nothing in it', new Uint8Array(0), 'it is empty'],
  ])('says what is wrong with a file with %s', (_, bytes, reason) => {
    expect(readPng(bytes)).toEqual({ kind: 'not-png', reason });
  });
});
