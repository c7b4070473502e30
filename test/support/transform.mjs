// What jest makes of a TypeScript file: swc's JavaScript, whose built-in objects are constants of the module.
// Jest runs every file in a context of `node:vm`, where each use of a global such as Map or Math asks the context's global object
// through an interceptor. In a loop that costs ten times what the work does; a constant of the module costs nothing.
import { createTransformer } from '@swc/jest';

/** Built-in objects that no test replaces. Not among them: Date, timers, fetch, process and console, which tests may replace. */
const builtIns = [
  ...['Object', 'Array', 'Map', 'Set', 'WeakMap', 'JSON', 'Math', 'Number', 'String', 'Boolean', 'BigInt', 'Symbol'],
  ...['RegExp', 'Error', 'TypeError', 'Promise', 'Infinity', 'NaN', 'Uint8Array', 'Uint32Array', 'DataView', 'Buffer'],
  ...['TextDecoder', 'TextEncoder', 'URL'],
];

const swc = createTransformer();

/** Puts the constants in front of the first line, so that no line moves. A file that declares such a name itself keeps its own. */
function withConstants(source) {
  const used = builtIns.filter(name => uses(source, name) && !declares(source, name));
  return used.length === 0 ? source : `const { ${used.join(', ')} } = globalThis; ${source}`;
}

function uses(source, name) {
  return new RegExp(`(?<![\\w$.])${name}\\b`).test(source);
}

/** True when the name is imported or declared; one that this overlooks is a syntax error, never another meaning. */
function declares(source, name) {
  return new RegExp(`\\b(import\\b[^;]*?|(const|let|class|function|type|interface)\\s+)\\b${name}\\b`).test(source);
}

export default {
  canInstrument: false,
  process: (source, path, options) => swc.process(withConstants(source), path, options),
  processAsync: (source, path, options) => swc.processAsync(withConstants(source), path, options),
  getCacheKey: (source, path, options) => swc.getCacheKey(withConstants(source), path, options),
};
