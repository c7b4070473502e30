// Makes sure that a checkout is installed and built, and does nothing when it is. Needs nothing but Node and npm.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const stamp = join(root, 'node_modules', '.assay-lock');
const built = join(root, 'dist', '.built');

/** How long the output of a program that has ended may still take to come. */
const lastOutputMs = 2_000;

/** What the program is built from. Packages become part of its bundles, so their versions count, too. */
const sources = [
  ...['src', 'rulesets', 'migrations', 'examples', 'scripts'],
  ...['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package.json', 'package-lock.json'],
];

/** What is made of the compiled program, one after the other: a script of this folder, and what could not be done when it fails. */
const makers = [
  ['export-rulesets.mjs', 'The rules could not be exported for Spectral'],
  ['bundle-sandbox.mjs', 'The program of the sandbox could not be bundled'],
  ['bundle-cli.mjs', 'The program could not be bundled'],
];

/**
 * Runs a program in the checkout's folder, its output shown as it comes, or added to the list `keep` as buffers. Resolves with its
 * exit code; a program that a signal ended counts as 1. Arguments go in as they are, through no shell.
 */
export function run(program, args, { keep, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = keep ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(program, args, { cwd: root, stdio, ...options });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => keep?.push(chunk));
    child.once('error', reject);
    child.once('exit', code => {
      if (!keep) resolve(code ?? 1);
      // The last of its output may still be on its way; what a process that it left behind would write is not waited for.
      else setTimeout(() => [child.stdout, child.stderr].forEach(stream => stream?.destroy()), lastOutputMs).unref();
    });
    child.once('close', code => resolve(code ?? 1));
  });
}

/** Runs a program of node_modules with the Node that runs us: `.bin` scripts may have lost their mode, and PATH may hold another Node. */
export function runTool(path, args, options) {
  return run(process.execPath, [join(root, 'node_modules', ...path.split('/')), ...args], options);
}

/** Runs npm, the one that runs us when there is one. */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}

/** Installs exactly what the lockfile says, when that is not what is there. Gives true when it did. Throws when npm failed. */
export async function ensureInstalled() {
  const wanted = digestOf(join(root, 'package-lock.json'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  if (installedByHand()) {
    writeFileSync(stamp, wanted);
    return false;
  }
  console.log('Installing dependencies (npm ci) …');
  // No package's install script runs: nothing of ours needs one, and none of theirs gets a say.
  const options = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
  ];
  if ((await runNpm(options)) !== 0) {
    throw new Error('npm could not install the dependencies; its message above says why. Correct that and try again.');
  }
  writeFileSync(stamp, wanted);
  return true;
}

/**
 * Builds the program when a source is newer than the last whole build. Gives true when it did. Throws when it does not compile.
 * With `types: false` the types are left unchecked, by whoever checks those of the whole checkout anyway; what is built is the same.
 */
export async function ensureBuilt({ types = true } = {}) {
  const last = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (last > 0 && newest(sources.map(name => join(root, name))) < last) return false;
  console.log('Building …');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiled = types
    ? await runTool('@nestjs/cli/bin/nest.js', ['build'])
    : await runTool('typescript/bin/tsc', ['--project', 'tsconfig.build.json', '--noCheck']);
  if (compiled !== 0) {
    throw new Error('The program does not compile; the messages above say where.');
  }
  for (const [script, failure] of makers) {
    if ((await run(process.execPath, [join(root, 'scripts', script)])) !== 0) {
      throw new Error(`${failure}; the messages above say why.`);
    }
  }
  writeFileSync(built, '');
  return true;
}

/** True when npm's own record of node_modules has all that the lockfile asks for, of the same content: someone ran `npm ci`. */
function installedByHand() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages: found } = JSON.parse(readFileSync(record, 'utf8'));
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.devOptional)
    .every(
      ([path, { version, integrity }]) => found[path]?.version === version && found[path]?.integrity === integrity,
    );
}

function digestOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Time of the newest change below these paths; a missing one counts as never. Folders count too: that is how a deletion shows. */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const { mtimeMs } = statSync(path);
    latest = Math.max(latest, mtimeMs);
    if (statSync(path).isDirectory())
      latest = Math.max(latest, newest(readdirSync(path).map(name => join(path, name))));
  }
  return latest;
}
