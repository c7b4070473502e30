/** The files of a child's program, which `scripts/bundle-sandbox.mjs` writes into one folder, `dist/sandbox`, beside V8's cache of each. */
export const compiledFiles = {
  /** The file that Node is started with. */
  start: 'child.cjs',
  /** The child's program, with all of Newman in it. */
  program: 'newman.js',
  /** What Newman's script sandbox runs first in each of its contexts. */
  bootcode: 'bootcode.js',
} as const;

/** The name by which the program asks for the sandbox's code, as a `Script` that is compiled already. */
export const bootcodeModule = 'assay:bootcode';
