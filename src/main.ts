import { runCommandLine } from './cli/run.js';
import { endQuietlyWhenTheReaderLeaves, processTerminal } from './cli/terminal.js';

// What `nest start` starts: the same as `assay serve`, with the same options.
endQuietlyWhenTheReaderLeaves();
await runCommandLine(['serve', ...process.argv.slice(2)], processTerminal());
