import { isatty } from 'node:tty';
import pico from 'picocolors';
import type { ExitCode } from './exit-code.js';

export type Paint = ReturnType<typeof pico.createColors>;

/** Where a command writes and how it ends: results to standard output, progress and errors to standard error. */
export interface Terminal {
  /** Writes results. The text is printed as it is; what a stranger wrote goes through `printable` first. */
  out(text: string): void;
  /** Writes progress and errors. */
  err(text: string): void;
  /** Colours for standard output and for standard error; they do nothing where that is not a terminal. */
  readonly paint: Paint;
  readonly paintErr: Paint;
  /** True where standard error is a terminal, so that a progress line may be written over. */
  readonly interactive: boolean;
  /** Records the exit code; the program ends with it once nothing is left to do. */
  end(code: ExitCode): void;
}

/** The terminal of this process. NO_COLOR and TERM=dumb are honoured; a colour never reaches a file or a pipe. */
export function processTerminal(): Terminal {
  // Asked of the descriptor: `isTTY` is undefined for a pipe, which createColors would take for "as the environment says".
  const colours = (stream: { readonly fd: number }) => pico.createColors(isatty(stream.fd) && pico.isColorSupported);
  return {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    paint: colours(process.stdout),
    paintErr: colours(process.stderr),
    interactive: isatty(process.stderr.fd),
    end: code => {
      process.exitCode = code;
    },
  };
}

/** A reader that goes away (`assay … | head`) is no fault: nothing is left to tell, so the process ends without a word. */
export function endQuietlyWhenTheReaderLeaves(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 2);
      throw error;
    });
  }
}
