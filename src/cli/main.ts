import { runCommandLine } from './run.js';
import { endQuietlyWhenTheReaderLeaves, processTerminal } from './terminal.js';

endQuietlyWhenTheReaderLeaves();
await runCommandLine(process.argv.slice(2), processTerminal());
