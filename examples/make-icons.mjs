// Draws the sample connectors' icons: 160 × 160, opaque, a few plain shapes on the connector's brand colour. Run it after changing
// a colour in apiProperties.json: node examples/make-icons.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const size = 160;

/** Rectangles as [left, top, width, height, shade], shade from 0 (background) to 1 (white). */
const shelf = [
  [44, 46, 16, 64, 1],
  [64, 54, 14, 56, 0.8],
  [82, 46, 18, 64, 1],
  [104, 58, 12, 52, 0.8],
  [38, 110, 84, 6, 1],
];
const handOver = [
  [50, 44, 44, 56, 1],
  [56, 52, 32, 6, 0],
  [56, 64, 24, 4, 0],
  [100, 66, 16, 8, 1],
  [100, 82, 16, 8, 0.8],
  [44, 106, 72, 8, 0.8],
];

for (const [folder, shapes] of [
  ['library/connector', shelf],
  ['loans/connector-1', handOver],
  ['loans/connector-2', handOver],
]) {
  const properties = JSON.parse(readFileSync(new URL(`${folder}/apiProperties.json`, import.meta.url), 'utf8'));
  writeFileSync(new URL(`${folder}/icon.png`, import.meta.url), png(properties.properties.iconBrandColor, shapes));
}

function png(colour, shapes) {
  const background = [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16));
  const rows = [];
  for (let y = 0; y < size; y += 1) {
    const row = Buffer.alloc(1 + size * 3);
    for (let x = 0; x < size; x += 1) {
      const shape = shapes.findLast(
        ([left, top, width, height]) => x >= left && x < left + width && y >= top && y < top + height,
      );
      const shade = shape?.[4] ?? 0;
      background.forEach((value, channel) => {
        row[1 + x * 3 + channel] = Math.round(value + (255 - value) * shade);
      });
    }
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits a channel, red green blue, no transparency.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
