// Loaded into a child (`node --require`): when it ends, it writes to standard error what V8 did with the code cache of each script.
const { writeSync } = require('node:fs');
const vm = require('node:vm');

const taken = {};
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    if (options?.cachedData !== undefined) taken[options.filename] = !this.cachedDataRejected;
  }
};
process.on('exit', () => writeSync(2, JSON.stringify(taken)));
