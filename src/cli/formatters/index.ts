import type { Checked } from '../check/result.js';
import type { Paint } from '../terminal.js';

/** Prints the results of checks. */
export type Format = (results: readonly Checked[], paint: Paint) => string;

interface Formatter {
  /** Loads the one format that is asked for: one of them needs every rule there is. */
  readonly load: () => Promise<Format>;
  /** What joins the parts when every package is printed as soon as it is ready; null where the format is one document. */
  readonly between: string | null;
}

/** The words for `--format`, in the order of the help. */
export const formatNames = ['text', 'json', 'github', 'markdown', 'junit', 'sarif'] as const;
export type FormatName = (typeof formatNames)[number];

/** Every format of `check`. */
export const formatters: Readonly<Record<FormatName, Formatter>> = {
  text: { load: async () => (await import('./text.js')).text, between: '\n' },
  json: { load: async () => (await import('./json.js')).json, between: '' },
  github: { load: async () => (await import('./github.js')).github, between: '' },
  markdown: { load: async () => (await import('./markdown.js')).markdown, between: '\n' },
  junit: { load: async () => (await import('./junit.js')).junit, between: null },
  sarif: { load: async () => (await import('./sarif.js')).sarif, between: null },
};
