// Makes the command line and the service quick to start, dist/bundle: all that they load, in a few files instead of two thousand.
//   assay.js, check-worker.js, lint-worker.js, the parts that these share or load when asked to, licences.txt
// The modules in dist stay what they are: tests import them, and bin/assay.js runs them where there is no bundle. The why and the
// figures: docs/decisions/0015-one-bundle-to-start-from.md.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ownPlaces } from './bundle-cli/places.mjs';
import { quickSpectral } from './bundle-cli/spectral.mjs';
import { licencesOf } from './bundle-sandbox/licences.mjs';
import { root } from './ensure.mjs';

const dist = path.join(root, 'dist');
const target = path.join(dist, 'bundle');
/** Written here and renamed when it is whole, so that no start meets half a bundle. */
const unfinished = path.join(dist, 'bundle.unfinished');

/** Where the program and its threads start: the module in dist, and the bundle's file. */
const program = { 'src/cli/main.js': 'assay.js' };
const threads = { 'src/cli/check/worker.js': 'check-worker.js', 'src/stages/lint/worker.js': 'lint-worker.js' };

/** Packages that stay in node_modules, each with its reason. */
const external = [
  'bull', // reads its Lua commands from files beside it
  'pg', // typeorm loads it by name, and there has to be one, with one set of parsers
  'pino', // starts threads from files beside it
  'piscina', // starts threads from files beside it
  'typeorm', // loads drivers by name; Nest's module for it asks the installed one what it exports
  // Nest loads these where they are installed, and they are not.
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets/*',
  'class-transformer',
  'class-validator',
];

const { rulesetIdentity } = await import(pathToFileURL(path.join(dist, 'rulesets', 'identity.js')).href);

rmSync(unfinished, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.entries({ ...program, ...threads }).map(([module, file]) => ({
    in: path.join(dist, module),
    out: path.basename(file, '.js'),
  })),
  outdir: unfinished,
  bundle: true,
  splitting: true, // what a module imports only when it is asked for stays a file of its own
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external,
  conditions: [], // only those that Node itself knows
  // Its file for `require` loads its parts by names that are made as it runs.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  plugins: [ownPlaces({ dist, target, threads }), quickSpectral(root)],
  define: { builtRulesetDigest: JSON.stringify(rulesetIdentity.digest) },
  // What was written for `require` still loads Node's own modules with it.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  keepNames: true, // logs, errors and the database's list of migrations name classes
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none', // all of them are in the file of licences
  metafile: true,
  logLevel: 'warning',
});
requireAllAsked(metafile);
requireDefaults(metafile);
writeFileSync(path.join(unfinished, 'licences.txt'), licencesOf(Object.keys(metafile.inputs), root));
rmSync(target, { recursive: true, force: true });
renameSync(unfinished, target);

/** Throws when nothing in the bundle loads one of the packages that stay outside: its line above is about nothing. */
function requireAllAsked({ inputs }) {
  const asked = Object.values(inputs).flatMap(({ imports }) =>
    imports.filter(one => one.external).map(one => one.path),
  );
  const unasked = external.filter(
    name => !asked.some(one => (name.endsWith('/*') ? one.startsWith(name.slice(0, -1)) : one === name)),
  );
  if (unasked.length > 0) throw new Error(`Nothing loads ${unasked.join(', ')}.`);
}

/**
 * Throws when a module of ours takes a name from a package that was written for `require` and that it loads only when asked to: in
 * a bundle such a package has nothing but its default export.
 */
function requireDefaults({ inputs }) {
  for (const [module, { imports }] of Object.entries(inputs)) {
    if (module.includes('node_modules/')) continue;
    const late = imports.filter(one => one.kind === 'dynamic-import' && inputs[one.path]?.format === 'cjs');
    const text = late.length > 0 ? readFileSync(path.join(root, module), 'utf8') : '';
    for (const { original } of late) {
      if (!new RegExp(`\\{ default: \\w+ \\} = await import\\('${original}'\\)`).test(text)) {
        throw new Error(`${module} has to take ${original} as { default: … }.`);
      }
    }
  }
}
