import type { Log } from '../../src/core/log.js';

/** A log that keeps what it is told, so that a test can look, and prints nothing. */
export interface KeptLog extends Log {
  readonly lines: { readonly level: 'info' | 'warn' | 'error'; readonly facts: object; readonly sentence: string }[];
}

export function keptLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const keep = (level: 'info' | 'warn' | 'error') => (facts: object, sentence: string) => {
    lines.push({ level, facts, sentence });
  };
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}
