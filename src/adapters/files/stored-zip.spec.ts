import { readUpload } from '../../stages/intake/read-upload.js';
import { storedZip } from './stored-zip.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('adapters/files/stored-zip', () => {
  it('makes an archive that both readers of intake take, with every byte of every file', async () => {
    const definition = bytesOf('{"swagger":"2.0"}');
    const { remarks, files } = await readUpload(
      storedZip([
        { name: 'README.md', content: bytesOf('# Größe') },
        { name: 'apiDefinition.swagger.json', content: definition },
        { name: 'tests/values.json', content: bytesOf('{}') },
      ]),
    );

    expect(remarks).toEqual([]);
    expect([...(files?.keys() ?? [])]).toEqual(['README.md', 'apiDefinition.swagger.json', 'tests/values.json']);
    expect(Buffer.from(files?.get('README.md') ?? []).toString()).toBe('# Größe');
    expect(Buffer.from(files?.get('apiDefinition.swagger.json') ?? []).equals(definition)).toBe(true);
  });

  it('says that names are UTF-8, and keeps an empty file', async () => {
    const { remarks } = await readUpload(
      storedZip([
        { name: 'Größe.txt', content: bytesOf('x') },
        { name: 'README.md', content: new Uint8Array() },
      ]),
    );

    expect(remarks.map(({ rule, file }) => `${rule} ${file}`)).toEqual([
      'package-empty-file README.md',
      'package-unexpected-file Größe.txt',
    ]);
  });

  it('gives the end of an archive when there is nothing to pack', () => expect(storedZip([])).toHaveLength(22));
});
