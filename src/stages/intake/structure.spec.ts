import type { Entry } from './archive/directory.js';
import { fileLimits } from './limits.js';
import { sortEntries } from './structure.js';

const entry = (name: string, size = 10): Entry => ({
  name,
  nameBytes: new TextEncoder().encode(name),
  flags: 0,
  method: 8,
  checksum: 0,
  packedSize: 10,
  size,
  attributes: 0,
  localAt: 0,
});
const sort = (...names: string[]) => {
  const { files, remarks } = sortEntries(names.map(name => entry(name)));
  return { files: [...files.keys()], remarks: remarks.map(({ rule, file }) => `${rule} ${file}`) };
};

describe('stages/intake/structure', () => {
  it('knows the files of a package by their exact names', () =>
    expect(
      sort('apiDefinition.swagger.json', 'apiProperties.json', 'README.md', 'icon.png', 'script.csx', 'intro.md'),
    ).toEqual({
      files: ['apiDefinition.swagger.json', 'apiProperties.json', 'README.md', 'icon.png', 'script.csx', 'intro.md'],
      remarks: [],
    }));

  it.each(['tests/values.json', 'tests/Users.postman_collection.json', 'tests/prod (eu).postman_environment.json'])(
    'takes %s as a test',
    name => expect(sort(name)).toEqual({ files: [name], remarks: [] }),
  );

  it.each(['tests/x.json', 'tests/deep/values.json', 'tests/.postman_collection.json', 'Tests/values.json'])(
    'leaves %s out of the tests',
    name => {
      const { files, remarks } = sort('README.md', name);

      expect(files).toEqual(['README.md']);
      expect(remarks).toHaveLength(1);
    },
  );

  it('says one thing of a folder, however much is in it', () =>
    expect(sort('README.md', 'images/a.png', 'images/b.png', 'images/deep/c.png').remarks).toEqual([
      'package-unexpected-file images/',
    ]));

  it.each([
    '.git/HEAD',
    '.github/workflows/a.yml',
    '.gitignore',
    'docs/.gitattributes',
    'package.json',
    'node_modules/x/index.md',
    '.npmrc',
    '.spectral.yaml',
    '.env',
    'setup.exe',
    'run.sh',
    'tests/package.json',
    'tests/evil.js',
  ])('calls %s dangerous', name => expect(sort('README.md', name).remarks).toEqual([`package-dangerous-file ${name}`]));

  it('asks for the contents of the folder that holds everything, whatever macOS puts beside it', () =>
    expect(
      sort('acme/apiDefinition.swagger.json', 'acme/README.md', '__MACOSX/acme/._README.md', 'acme/.DS_Store'),
    ).toEqual({
      files: [],
      remarks: ['package-wrapped-in-folder acme/'],
    }));

  it('does not take pictures in a folder for a package in a folder', () =>
    expect(sort('images/a.png').remarks).toEqual(['package-unexpected-file images/']));

  it.each(Object.entries(fileLimits))('holds %s to %i bytes', (name, limit) => {
    expect(sortEntries([entry(name, limit)]).remarks).toEqual([]);
    expect(sortEntries([entry(name, limit + 1)]).remarks).toMatchObject([
      { rule: 'package-file-too-large', file: name },
    ]);
  });

  it('takes a second, exact file for what it is and the misspelt one for a stray', () =>
    expect(sort('script.csx', 'Script.cs').remarks).toEqual(['package-unexpected-file Script.cs']));
});
