import { performance } from 'node:perf_hooks';
import { problem } from '../../core/problems.js';
import { isExplained } from '../failure.js';
import type { Terminal } from '../terminal.js';
import type { Child } from './child.js';

/** Where the demo's story is told. */
export interface DemoStage {
  readonly terminal: Terminal;
  /** A line of the story. */
  say(sentence: string): void;
  /** A new chapter. */
  chapter(title: string): void;
  /** Does something that takes a moment, says so before, and how long it took. A failure names what was being done. */
  act<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Never resolves; throws when a program that the demo needs ends by itself. */
  failWhenEnded(child: Child): Promise<never>;
}

/** Makes the stage; `log` is where the service writes what it does. */
export function createStage(terminal: Terminal, log: string): DemoStage {
  const { bold, dim } = terminal.paint;
  let current = 'Starting';
  return {
    terminal,
    say: sentence => terminal.out(`${sentence}\n`),
    chapter: title => terminal.out(`\n${bold(title)}\n`),
    async act(what, work) {
      current = what;
      const started = performance.now();
      terminal.out(`${what} … `);
      try {
        const result = await work();
        terminal.out(`${dim(`${Math.round(performance.now() - started)} ms`)}\n`);
        return result;
      } catch (error) {
        terminal.out('failed\n');
        if (isExplained(error) || !(error instanceof Error)) throw error;
        throw problem('demo-failed', { step: what, reason: error.message, log }, error);
      }
    },
    async failWhenEnded(child) {
      const reason = `a program that it needs ${await child.ended}`;
      throw problem('demo-failed', { step: current, reason, log });
    },
  };
}
