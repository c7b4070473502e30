import { printBug } from './failure.js';
import { runCommandLine } from './run.js';
import { endQuietlyWhenTheReaderLeaves, processTerminal } from './terminal.js';

const terminal = processTerminal();
endQuietlyWhenTheReaderLeaves();
process.on('uncaughtException', error => void printBug(terminal, error).finally(() => process.exit(2)));
await runCommandLine(process.argv.slice(2), terminal);
