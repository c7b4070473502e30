import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, transform } from 'esbuild';
import { bootcodeModule, compiledFiles } from '../../dist/src/adapters/newman/compiled-files.js';
import { root } from '../ensure.mjs';
import { trims } from './trims.mjs';

const sources = path.join(root, 'src', 'adapters', 'newman');
/** The oldest Node that we run on. ASCII is what Node reads fastest. Names and lines stay, so that stack traces can be read. */
const options = { platform: 'node', target: 'node20', charset: 'ascii', logLevel: 'warning' };

/**
 * Writes the files of a child's program into the folder, without V8's caches. The same sources give the same bytes. Gives the paths,
 * from the checkout's folder, of the files that went into it.
 */
export async function writeProgram(folder) {
  const into = name => path.join(folder, name);
  const bundled = { ...options, bundle: true, format: 'cjs' };
  await build({ ...bundled, entryPoints: [path.join(sources, 'start.ts')], outfile: into(compiledFiles.start) });
  const trimmed = trims();
  const { metafile } = await build({
    ...bundled,
    entryPoints: [path.join(sources, 'child.ts')],
    outfile: into(compiledFiles.program),
    absWorkingDir: root,
    external: [bootcodeModule],
    plugins: [trimmed.plugin],
    legalComments: 'none', // all of them are in the file of licences
    metafile: true,
    banner: { js: '(function (require, __filename, __dirname) {' },
    footer: { js: '})' },
  });
  trimmed.complain();
  writeFileSync(into(compiledFiles.bootcode), await bootcode());
  return Object.keys(metafile.inputs);
}

/** What Newman's script sandbox runs first in a context, as its packages put it together: the bridge, then Postman's own library. */
async function bootcode() {
  const newman = createRequire(createRequire(import.meta.url).resolve('newman'));
  const runtime = createRequire(newman.resolve('postman-runtime'));
  const sandbox = createRequire(runtime.resolve('postman-sandbox'));
  const bridge = createRequire(sandbox.resolve('uvm'));
  const library = await new Promise((resolve, reject) =>
    sandbox('./lib/bootcode.js')((error, code) => (error ? reject(error) : resolve(code))),
  );
  const { code } = await transform(bridge('./lib/bridge-client.js')(library), {
    ...options,
    minifyWhitespace: true,
    legalComments: 'inline',
  });
  return code;
}
