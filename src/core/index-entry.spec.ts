import { indexBytes, newestVersion, parseIndexEntry } from './index-entry.js';
import type { IndexEntry } from './index-entry.js';

const entry: IndexEntry = {
  publisher: 'acme',
  connector: 'widgets',
  folder: 'certified-connectors/acme/widgets',
  versions: [
    { version: '1.0.0', digest: `sha256:${'a'.repeat(64)}`, date: '2026-01-01T00:00:00.000Z', certificate: 'c1' },
    { version: '1.1.0', digest: `sha256:${'b'.repeat(64)}`, date: '2026-02-01T00:00:00.000Z', certificate: 'c2' },
  ],
};
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('core/index-entry', () => {
  it('reads what it has written, and writes it the same', () => {
    const read = parseIndexEntry(indexBytes(entry));

    expect(read).toEqual(entry);
    expect(indexBytes(read ?? entry)).toEqual(indexBytes(entry));
    expect(newestVersion(entry).version).toBe('1.1.0');
  });

  it.each([
    ['no JSON', new TextEncoder().encode('{')],
    ['no UTF-8', new Uint8Array([0xff, 0xfe])],
    ['null', bytes(null)],
    ['no versions', bytes({ ...entry, versions: [] })],
    ['a version that is none', bytes({ ...entry, versions: [null] })],
    ['one odd version among good ones', bytes({ ...entry, versions: [...entry.versions, { version: '../x' }] })],
    ['a digest that is none', bytes({ ...entry, versions: [{ ...entry.versions[0], digest: 'x' }] })],
  ])('reads nothing from %s', (_, odd) => {
    expect(parseIndexEntry(odd)).toBeNull();
  });
});
