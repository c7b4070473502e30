import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The licences of the packages that these files of a bundle (their paths from `root`) come from, as one text: name, version, licence,
 * and the text of each file of the package that states it. Throws when a package says nothing of a licence.
 */
export function licencesOf(files, root) {
  const folders = new Set(files.map(file => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean));
  const texts = new Map();
  for (const folder of folders) {
    const at = path.join(root, folder);
    const { name, version, license, licenses } = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8'));
    const named = [license ?? licenses]
      .flat()
      .map(one => one?.type ?? one)
      .join(', ');
    const stated = readdirSync(at)
      .filter(file => /^(licen[cs]e|notice|copying)/i.test(file))
      .sort();
    if (named === '' && stated.length === 0) throw new Error(`${folder} says nothing of its licence`);
    const heading = `${name} ${version} (${named === '' ? 'see below' : named})`;
    texts.set(heading, [heading, ...stated.map(file => readFileSync(path.join(at, file), 'utf8').trim())].join('\n\n'));
  }
  const line = `\n\n${'='.repeat(80)}\n\n`;
  return `${[...texts.keys()]
    .sort()
    .map(heading => texts.get(heading))
    .join(line)}\n`;
}
