// What of Newman is loaded otherwise in a child than its packages do: nothing that a run could notice, and each with its reason.
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { bootcodeModule } from '../../dist/src/adapters/newman/compiled-files.js';
import { root } from '../ensure.mjs';

/** Files of packages, by the end of their path, and how their text is changed. A text that is not as expected ends the build. */
const edits = [
  // A child reports by itself: no run names a reporter.
  { file: 'newman/lib/reporters/cli/index.js', edit: nothing },
  { file: 'newman/lib/reporters/json/index.js', edit: nothing },
  { file: 'newman/lib/reporters/junit/index.js', edit: nothing },
  { file: 'newman/lib/reporters/progress.js', edit: nothing },
  { file: 'newman/lib/reporters/emojitrain.js', edit: nothing },
  // The sandbox's code is a file of its own, compiled once for all contexts, from a cache. Nothing of it is put together here.
  { file: 'postman-sandbox/lib/bundle/index.js', edit: nothing },
  {
    file: 'postman-sandbox/.cache/bootcode.js',
    edit: () => "module.exports = done => done(null, 'in a file of its own');",
  },
  {
    file: 'uvm/lib/bridge.js',
    edit: replaced(
      ['let code = bridgeClientCode(options.bootCode),\n        context', 'let context'],
      ['vm.runInContext(code, context, {', `require('${bootcodeModule}').runInContext(context, {`],
    ),
  },
  // A jar for cookies is all that it wants of the whole client for HTTP, of which postman-runtime has another version.
  {
    file: 'newman/lib/run/index.js',
    edit: replaced(["request = require('postman-request')", "request = require('postman-request/lib/cookies')"]),
  },
];

/** Modules that take long to load and that few runs need, each loaded only when it is used, and by whom they are. */
const late = [
  // Measures bodies that are streams.
  { name: 'stream-length', from: 'postman-request/request.js', make: lateFunction },
  // Fetches collections that are given by their address.
  { name: 'postman-request', from: 'newman/lib/util.js', make: lateObject },
  // The list of public suffixes, for cookies of hosts whose names are not reserved ones.
  { name: 'psl', from: '@postman/tough-cookie/lib/pubsuffix-psl.js', make: lateObject },
  // Sign tokens.
  { name: 'jose', from: 'postman-runtime/lib/authorizer/jwt.js', make: lateObject },
  { name: 'jose', from: 'postman-runtime/lib/authorizer/asap.js', make: lateObject },
  { name: 'node-forge', from: 'postman-runtime/lib/authorizer/asap.js', make: lateObject },
];

const lateSpace = 'late';

/**
 * The plugin for esbuild that makes these changes, and `complain`, which throws after the build when one of them matched nothing.
 * Of a package without dependencies that is installed in several places in the same version, one copy is used.
 */
export function trims() {
  const unused = new Set([...edits.map(({ file }) => file), ...late.map(keyOf)]);
  const copies = firstCopies();
  const plugin = {
    name: 'trims',
    setup(build) {
      for (const { file, edit } of edits) {
        build.onLoad({ filter: endingWith(file) }, ({ path: found }) => {
          unused.delete(file);
          return { contents: edit(readFileSync(found, 'utf8'), file), loader: 'js' };
        });
      }
      for (const one of late) {
        build.onResolve({ filter: new RegExp(`^${one.name}$`) }, ({ importer, namespace, resolveDir }) => {
          if (namespace === lateSpace || !endingWith(one.from).test(importer)) return undefined;
          return { path: keyOf(one), namespace: lateSpace, pluginData: { one, resolveDir } };
        });
      }
      build.onLoad({ filter: /.*/, namespace: lateSpace }, ({ pluginData: { one, resolveDir } }) => {
        unused.delete(keyOf(one));
        return { contents: one.make(one.name), resolveDir };
      });
      build.onLoad({ filter: /\.js$/ }, ({ path: found }) => {
        const first = firstCopyOf(found, copies);
        return first === found ? undefined : { contents: `module.exports = require(${JSON.stringify(first)});` };
      });
    },
  };
  return {
    plugin,
    complain() {
      if (unused.size > 0) throw new Error(`Newman has no such files any more: ${[...unused].join(', ')}`);
    },
  };
}

function keyOf({ name, from }) {
  return `${name} for ${from}`;
}

function lateFunction(name) {
  return `let loaded;\nmodule.exports = (...given) => (loaded ??= require('${name}'))(...given);`;
}

function lateObject(name) {
  return `let loaded;\nmodule.exports = new Proxy({}, { get: (_, member) => (loaded ??= require('${name}'))[member] });`;
}

function nothing() {
  return 'module.exports = {};';
}

/** An edit that replaces texts, each of which has to be there exactly once. */
function replaced(...pairs) {
  return (source, file) => {
    let changed = source;
    for (const [before, after] of pairs) {
      if (changed.split(before).length !== 2) throw new Error(`${file} is not as expected: ${before}`);
      changed = changed.replace(before, () => after);
    }
    return changed;
  };
}

/**
 * For the folder of each package without dependencies that is installed in several places in the same version, the folder that
 * stands for all of them: the first that the lockfile names.
 */
function firstCopies() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  // As esbuild names them: by where they really lie.
  const inRoot = folder => path.join(realpathSync(path.join(root, 'node_modules')), '..', folder);
  const firsts = new Map();
  const copies = new Map();
  for (const [folder, { version, dependencies, peerDependencies }] of Object.entries(packages)) {
    if (folder === '' || (dependencies ?? peerDependencies) !== undefined) continue;
    const key = `${folder.slice(folder.lastIndexOf('node_modules/'))}@${version}`;
    if (!firsts.has(key)) firsts.set(key, folder);
    copies.set(inRoot(folder), inRoot(firsts.get(key)));
  }
  return copies;
}

/** This file, or the same file of the package that stands for it. */
function firstCopyOf(file, copies) {
  const [, folder] = /^(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  const first = folder === undefined ? undefined : copies.get(folder);
  return first === undefined ? file : path.join(first, path.relative(folder, file));
}

function endingWith(file) {
  return new RegExp(`[\\\\/]node_modules[\\\\/]${file.split('/').map(escaped).join('[\\\\/]')}$`);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
