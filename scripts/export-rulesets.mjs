// Writes the rules about the definition as plain Spectral rulesets, each one file that needs nothing else:
//   dist/spectral/verified.js, dist/spectral/independent.js
// `spectral lint -r dist/spectral/verified.js apiDefinition.swagger.json`, and editors that read Spectral rulesets, take them as they are.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rollup } from '@rollup/wasm-node';
import { root } from './ensure.mjs';

const dist = path.join(root, 'dist');
const load = file => import(pathToFileURL(path.join(dist, 'rulesets', file)).href);
const [{ rules }, { definitionRules }, { rulesetIdentity }, examples] = await Promise.all([
  load('rules.js'),
  load('spectral.js'),
  load('identity.js'),
  load('examples.js'),
]);
const { version, license } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Modules that are made here instead of read, by their names. */
const sources = { entry, [path.join(dist, 'rulesets', 'examples.js')]: withoutExamples };

for (const profile of ['verified', 'independent']) {
  const bundle = await rollup({
    input: 'entry',
    plugins: [
      { name: 'rules', resolveId: id => (id === 'entry' ? id : null), load: id => sources[id]?.(profile) ?? null },
    ],
    onLog(_level, { code, message }) {
      if (code === 'UNRESOLVED_IMPORT') throw new Error(`The ruleset is not one plain file: ${message}`);
    },
  });
  await bundle.write({ file: path.join(dist, 'spectral', `${profile}.js`), format: 'es', banner: banner(profile) });
  await bundle.close();
}

/** A module of the rules of one profile; the others, which need pictures, archives or other files, are not part of it. */
function entry(profile) {
  const ids = definitionRules(profile, rules).map(rule => rule.id);
  const imports = ids.map((id, position) => `import rule${position} from ${quoted(`connector/${id}.js`)};`);
  return [
    `import { spectralRuleset } from ${quoted('spectral.js')};`,
    ...imports,
    `export default spectralRuleset('${profile}', [${ids.map((_, position) => `rule${position}`).join(', ')}]);`,
  ].join('\n');
}

/** In place of the examples, which only tests and documentation look at, and which need pictures. */
function withoutExamples() {
  return Object.keys(examples)
    .map(name => `export const ${name} = () => undefined;`)
    .join('\n');
}

function quoted(file) {
  return JSON.stringify(path.join(dist, 'rulesets', file));
}

function banner(profile) {
  const { version: date, digest } = rulesetIdentity;
  return `// Assay ${version}, rules of ${date} for ${profile} publishers (${digest}), for Spectral. Licence: ${license}.`;
}
