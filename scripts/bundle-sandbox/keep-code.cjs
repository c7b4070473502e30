// Loaded into the child that is run once while building (`node --require`): when it ends, V8's code cache of each script that has one
// is written where it was read, now with every function in it that the run has needed.
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const scripts = [];
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    if (options?.cachedData !== undefined) scripts.push([options.filename, this]);
  }
};
process.on('exit', () => {
  const folder = path.dirname(process.argv[1]);
  for (const [name, script] of scripts) writeFileSync(path.join(folder, `${name}.cache`), script.createCachedData());
});
