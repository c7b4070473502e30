/**
 * What a child starts with. It compiles two files that lie beside it, the child's program with all of Newman in it and the code of
 * Newman's script sandbox, and runs the first. Beside each lies V8's code cache, made by `scripts/bundle-sandbox.mjs`: compiled
 * functions, which V8 takes instead of compiling when its version and flags are those that the cache was made with. When they are
 * not, V8 refuses the cache and compiles as it always does.
 *
 * The build makes one CommonJS file of this; nothing else may import it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { bootcodeModule, compiledFiles } from './compiled-files.js';

type Program = (require: (name: string) => unknown, filename: string, dirname: string) => void;

let bootcode: Script | undefined;

/** What the program may ask for: Node's own modules, and the sandbox's code, compiled once for all the contexts of a run. */
function requireInChild(name: string): unknown {
  if (name === bootcodeModule) return (bootcode ??= compiled(compiledFiles.bootcode));
  const builtin = process.getBuiltinModule(name);
  if (builtin === undefined) throw Object.assign(new Error(`No module ${name} here`), { code: 'MODULE_NOT_FOUND' });
  return builtin;
}

/** The names in stack traces are the files' own: V8 would keep the folder that the cache was made in. */
function compiled(filename: string): Script {
  const file = join(__dirname, filename);
  return new Script(readFileSync(file, 'latin1'), { filename, cachedData: readFileSync(`${file}.cache`) });
}

const program = compiled(compiledFiles.program).runInThisContext() as Program;
program(requireInChild, join(__dirname, compiledFiles.program), __dirname);
