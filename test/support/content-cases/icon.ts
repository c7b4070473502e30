import { deflateSync } from 'node:zlib';
import { chunk, header, hollowPicture, picture, pngOf, withChunk } from '../../../rulesets/example-picture.js';
import { exampleIcon } from '../../../rulesets/examples.js';
import { buildZip } from '../zip-builder.js';
import { icon, inFile, mebibyte, refused, withIcon } from './case.js';
import type { ContentCase } from './case.js';

const badIcon = inFile('icon-png', icon);
const compressed = (type: string, head: string, size: number) =>
  withChunk(exampleIcon, type, Buffer.concat([Buffer.from(head, 'latin1'), deflateSync(Buffer.alloc(size))]));

export const iconCases: readonly ContentCase[] = [
  refused(
    'P89',
    'an SVG picture',
    () => withIcon(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')),
    badIcon,
  ),
  refused(
    'P90',
    'a JPEG picture',
    () => withIcon(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0)),
    badIcon,
  ),
  refused(
    'P91',
    'a page in a text of the picture',
    () => withIcon(withChunk(exampleIcon, 'tEXt', Buffer.from('Comment\0<script>alert(1)</script>'))),
    badIcon,
  ),
  refused(
    'P91',
    'a page in front of the picture',
    () => withIcon(Buffer.concat([Buffer.from('<html>'), exampleIcon])),
    badIcon,
  ),
  refused(
    'P91',
    'a page behind the pixels',
    () =>
      withIcon(
        pngOf([
          header(100, 100),
          chunk('IDAT', Buffer.concat([pixels(100), Buffer.from('<script>alert(1)</script>')])),
          chunk('IEND', new Uint8Array(0)),
        ]),
      ),
    badIcon,
  ),
  refused(
    'P91',
    'a document in the picture',
    () => withIcon(withChunk(exampleIcon, 'eXIf', Buffer.from('%PDF-1.7'))),
    badIcon,
  ),
  refused(
    'P92',
    '30,000 by 30,000 pixels',
    () => withIcon(hollowPicture(30_000, 30_000)),
    inFile('icon-dimensions', icon),
  ),
  refused(
    'P92',
    '4,294,967,295 pixels wide',
    () => withIcon(hollowPicture(0xffffffff, 0xffffffff)),
    inFile('icon-dimensions', icon),
  ),
  refused(
    'P93',
    'pixels that unpack to 256 MiB',
    () =>
      withIcon(
        pngOf([
          header(200, 200),
          chunk('IDAT', deflateSync(Buffer.alloc(256 * mebibyte))),
          chunk('IEND', new Uint8Array(0)),
        ]),
      ),
    badIcon,
  ),
  refused('P94', 'a wrong check sum', () => withIcon(exampleIcon.with(40, (exampleIcon[40] ?? 0) ^ 1)), badIcon),
  refused('P94', 'a picture that is cut off', () => withIcon(exampleIcon.subarray(0, 100)), badIcon),
  refused(
    'P94',
    'missing pixels',
    () => withIcon(pngOf([header(200, 200), chunk('IDAT', pixels(100)), chunk('IEND', new Uint8Array(0))])),
    badIcon,
  ),
  refused(
    'P95',
    'a picture that moves',
    () => withIcon(withChunk(exampleIcon, 'acTL', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0))),
    badIcon,
  ),
  refused(
    'P95',
    'a text that unpacks to 256 MiB',
    () => withIcon(compressed('zTXt', 'Comment\0\0', 256 * mebibyte)),
    badIcon,
  ),
  refused(
    'P95',
    'an international text that unpacks to 256 MiB',
    () => withIcon(compressed('iTXt', 'Comment\0\x01\0\0\0', 256 * mebibyte)),
    badIcon,
  ),
  refused(
    'P95',
    'a colour profile that unpacks to 256 MiB',
    () => withIcon(compressed('iCCP', 'Profile\0\0', 256 * mebibyte)),
    badIcon,
  ),
  refused(
    'P96',
    'an archive behind the picture',
    () => withIcon(Buffer.concat([picture(200, 200), buildZip([{ name: 'x', content: 'x' }])])),
    badIcon,
  ),
  refused(
    'P96',
    'an archive in the picture',
    () => withIcon(withChunk(exampleIcon, 'prVt', buildZip([{ name: 'x', content: 'x' }]))),
    badIcon,
  ),
];

function pixels(width: number): Uint8Array {
  return deflateSync(Buffer.alloc(width * (1 + width * 4)));
}
