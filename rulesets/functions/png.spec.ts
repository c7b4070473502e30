import { deflateSync } from 'node:zlib';
import { chunk, header, hollowPicture, picture, pngOf, withChunk } from '../example-picture.js';
import { pixelFault, readPng } from './png.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const end = chunk('IEND', new Uint8Array(0));
const packedAs = (content: Uint8Array) => pngOf([header(2, 2), chunk('IDAT', content), end]);
const hollow = hollowPicture(100, 100);

function faultIn(png: Uint8Array): string | null {
  const read = readPng(png);
  return read.kind === 'png' ? (pixelFault(read)?.reason ?? null) : read.reason;
}

describe('rulesets/functions/png', () => {
  it('reads the size from the header, and how much its pixels unpack to', () => {
    expect(readPng(picture(160, 120))).toMatchObject({ kind: 'png', width: 160, height: 120, unpacked: 120 * 641 });
  });

  it('reads a picture that lies inside a larger buffer', () => {
    const icon = picture(100, 100);
    const larger = new Uint8Array(icon.length + 10);
    larger.set(icon, 7);

    expect(readPng(larger.subarray(7, 7 + icon.length))).toMatchObject({ width: 100 });
  });

  it.each(Array.from({ length: hollowPicture(1, 1).length }, (_, length) => length))(
    'refuses the first %i bytes alone',
    length => {
      expect(readPng(hollowPicture(1, 1).subarray(0, length)).kind).toBe('not-png');
    },
  );

  it('does not follow a length that leads out of the file', () => {
    const icon = picture(100, 100);
    new DataView(icon.buffer).setUint32(33, 0xffffffff); // the length of the chunk behind the header

    expect(readPng(icon)).toEqual({ kind: 'not-png', reason: 'it ends in the middle of a part' });
  });

  it.each([
    ['no pixels', hollowPicture(0, 100), 'its header says that it has no pixels'],
    ['a wrong check sum', hollow.with(18, 9), 'the check sum of its part IHDR is wrong'],
    ['two headers', withChunk(hollow, 'IHDR', new Uint8Array(13)), 'it has two headers'],
    ['frames of an animation', withChunk(hollow, 'acTL', new Uint8Array(8)), 'it is animated'],
    ['a part that nobody knows', withChunk(hollow, 'ABCD', new Uint8Array(8)), 'nobody knows its part ABCD'],
    ['an archive in it', withChunk(hollow, 'zzZz', bytes('PK\x05\x06')), 'an archive is hidden in its part zzZz'],
    ['a script in it', withChunk(hollow, 'tEXt', bytes('a\0<SCRIPT>')), 'a web page is hidden in its part tEXt'],
    [
      'a colour type of its own',
      pngOf([chunk('IHDR', new Uint8Array([0, 0, 0, 1, 0, 0, 0, 1, 8, 5, 0, 0, 0])), end]),
      'its header says what no PNG can be',
    ],
    ['an SVG in it', bytes('<?xml version="1.0"?><svg/>'), 'it is an SVG picture'],
    ['a web page in it', bytes('<!doctype html><p>'), 'it is a web page'],
    ['nothing in it', new Uint8Array(0), 'it is empty'],
  ])('says what is wrong with a file with %s', (_, png, reason) => {
    expect(readPng(png)).toEqual({ kind: 'not-png', reason });
  });

  it.each([
    ['can be unpacked', picture(2, 2), null],
    ['are missing', hollow, 'its pixels cannot be unpacked'],
    ['are fewer than the header says', packedAs(deflateSync(new Uint8Array(17))), 'some of its pixels are missing'],
    [
      'are more than the header says',
      packedAs(deflateSync(new Uint8Array(1_000_000))),
      'it holds more pixels than its header says',
    ],
    ['are noise', packedAs(bytes('none of this is packed')), 'its pixels cannot be unpacked'],
    [
      'hide something',
      packedAs(new Uint8Array([...deflateSync(new Uint8Array(18)), ...bytes('hidden')])),
      'something else is hidden behind its pixels',
    ],
  ])('says of pixels that they %s', (_, png, reason) => {
    expect(faultIn(png)).toBe(reason);
  });

  it('counts the bytes of an interlaced picture by its passes', () => {
    const content = new Uint8Array([0, 0, 0, 9, 0, 0, 0, 5, 1, 0, 0, 0, 1]);

    const png = readPng(pngOf([chunk('IHDR', content), chunk('IDAT', new Uint8Array(0)), end]));

    // 2 + 1 columns in one row; 3 in one; 5 + 4 in two and five rows … each row a filter byte and its bits.
    expect(png).toMatchObject({ unpacked: [1 * 2, 1 * 2, 1 * 2, 2 * 2, 1 * 2, 3 * 2, 2 * 3].reduce((a, b) => a + b) });
  });
});
