// For bundle-cli.mjs: Spectral spends most of its start on what no rule of ours reaches. The bundle has those parts in another form.
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * A plug-in of esbuild that changes four parts of Spectral. Its check of rulesets, which it makes of a schema at every start, comes as
 * the code that it would make, by its own settings and schemas. What makes functions with options, resolves references and fetches is
 * left out, and throws when it is called: our functions have no options, and nothing is ever fetched. Building fails when Spectral
 * does not load one of these parts any more.
 */
export function quickSpectral(root) {
  const ofAssay = createRequire(path.join(root, 'package.json'));
  const ofSpectral = createRequire(ofAssay.resolve('@stoplight/spectral-core'));
  const ofRuntime = createRequire(ofSpectral.resolve('@stoplight/spectral-runtime'));
  const parts = new Map([
    [ofSpectral.resolve('./ruleset/validation/ajv.js'), () => readyValidator(validatorSource(ofSpectral))],
    [ofSpectral.resolve('./ruleset/function.js'), () => leftOut('createRulesetFunction')],
    [ofSpectral.resolve('@stoplight/spectral-ref-resolver'), () => leftOut('createHttpAndFileResolver')],
    [ofRuntime.resolve('./fetch.js'), () => leftOut('default')],
  ]);
  const waiting = new Set(parts.keys());
  return {
    name: 'quick-spectral',
    setup({ onLoad, onEnd }) {
      onLoad({ filter: /\.js$/ }, ({ path: file }) => {
        const make = parts.get(file);
        if (make === undefined) return null;
        waiting.delete(file);
        return { contents: make(), loader: 'js', resolveDir: path.dirname(file) };
      });
      onEnd(() => {
        if (waiting.size > 0) throw new Error(`Spectral does not load ${[...waiting].join(', ')}.`);
      });
    },
  };
}

/** A module whose one function says that it is not there. */
function leftOut(name) {
  return `
Object.defineProperty(exports, '__esModule', { value: true });
exports.${name} = () => {
  throw new Error('This Spectral comes without what fetches, resolves, or makes functions with options.');
};
`;
}

/** What Spectral's own file exports, around a check that is made already. Our rulesets are code; the check for JSON has no caller. */
function readyValidator(source) {
  return `
const { validateAlias } = require('./validators/alias');
const { validateFunction } = require('./validators/function');
const made = {};
(module => {${source}})(made);
function validator(ruleset) {
  const valid = made.exports.call({ validateAlias, validateFunction }, ruleset);
  validator.errors = made.exports.errors;
  return valid;
}
exports.createValidator = format => {
  if (format !== 'js') throw new Error('This Spectral takes no rulesets of the format ' + format);
  return validator;
};
`;
}

/** The code that Ajv makes of Spectral's schemas. Spectral makes its Ajv itself, so for a moment the class is one that keeps the code. */
function validatorSource(ofSpectral) {
  const library = ofSpectral('ajv/dist/2020');
  const { default: standaloneCode } = ofSpectral('ajv/dist/standalone');
  const Ajv = library.default;
  let made;
  library.default = class extends Ajv {
    constructor(options) {
      super({ ...options, code: { source: true } });
      made = this;
    }
  };
  try {
    const { createValidator } = ofSpectral('./ruleset/validation/ajv.js');
    const validator = createValidator('js');
    return standaloneCode(made, validator);
  } finally {
    library.default = Ajv;
  }
}
