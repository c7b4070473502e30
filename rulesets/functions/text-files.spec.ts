import { filesOf, packageWith } from '../examples.js';
import type { Overlay } from '../examples.js';
import { openPackage } from '../opened-package.js';
import { textFiles } from './text-files.js';
import type { TextFile } from './text-files.js';

function fileOf(overlay: Overlay, path: string): TextFile | undefined {
  return textFiles(openPackage(filesOf(packageWith(overlay)), 'verified')).find(file => file.path === path);
}

describe('rulesets/functions/text-files', () => {
  it('reads every text of a package and leaves out what is none', () => {
    const content = {
      'tests/values.json': '{}',
      'script.csx': Uint8Array.of(65, 0, 66),
      'tests/a.bin': Uint8Array.of(65, 0, 66),
    };

    const paths = textFiles(openPackage(filesOf(packageWith(content)), 'verified')).map(({ path }) => path);

    expect(paths).toEqual([
      'README.md',
      'apiDefinition.swagger.json',
      'apiProperties.json',
      'intro.md',
      'script.csx',
      'tests/values.json',
    ]);
  });

  it('reads a text in UTF-16 when it says that it is', () => {
    expect(fileOf({ 'intro.md': Uint8Array.of(0xff, 0xfe, 65, 0, 66, 0) }, 'intro.md')?.text).toBe('AB');
  });

  it('resolves the escapes of JSON, and finds the place of what they stand for', () => {
    const file = fileOf(
      { 'tests/values.json': '{\n  "a\\u0041": [1, "x\\\\\\n\\ud83d\\ude00y"]\n}' },
      'tests/values.json',
    );

    expect(file?.text).toBe('{\n  "aA": [1, "x\\\n😀y"]\n}');
    expect(['aA', 'x', '😀', 'y'].map(part => file?.placeAt(file.text.indexOf(part)))).toEqual([
      { line: 2, column: 4, pointer: '/aA' },
      { line: 2, column: 19, pointer: '/aA/1' },
      { line: 2, column: 24, pointer: '/aA/1' },
      { line: 2, column: 36, pointer: '/aA/1' },
    ]);
  });

  it('finds a place in JSON that is cut off', () => {
    const file = fileOf({ 'tests/values.json': '{"a": {"b": [1, "x' }, 'tests/values.json');

    expect(file?.placeAt(file.text.indexOf('x')).pointer).toMatch(/^\/a\/b/);
  });

  it('is not slowed down by a text of nothing but escapes', () => {
    const start = performance.now();

    const file = fileOf({ 'tests/values.json': JSON.stringify(['"\n'.repeat(400_000)]) }, 'tests/values.json');
    for (let offset = 0; offset < 1000; offset += 1) file?.placeAt(offset * 500);

    expect(performance.now() - start).toBeLessThan(5000);
  });
});
