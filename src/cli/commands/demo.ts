import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly dir: string;
  readonly exit?: true;
  readonly timings?: true;
}

/** `assay demo`: the main job once, from a connector to a certified connector in a git repository. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Show the whole pipeline once, with real parts and nothing to set up: a service with its own database, a sample API, two ' +
        'sample connectors (one of them with faults), a reviewer, and a git repository. Then leave the service up to look at.',
    )
    .option(
      '--dir <folder>',
      'where everything is kept; wiped and made anew when an earlier demo made it',
      '.assay/demo',
    )
    .option('--exit', 'end when the story is told')
    .option('--timings', 'also show how long each stage waited and ran')
    .action(async (options: Options) => {
      const { runDemo } = await import('../demo/run-demo.js');
      await runDemo(
        { directory: options.dir, stay: options.exit !== true, timings: options.timings === true },
        terminal,
      );
      terminal.end(0);
    });
}
