import type { Checked } from '../check/result.js';
import type { Paint } from '../terminal.js';
import { github } from './github.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { sarif } from './sarif.js';
import { text } from './text.js';

interface Formatter {
  readonly format: (results: readonly Checked[], paint: Paint) => string;
  /** What joins the parts when every package is printed as soon as it is ready; null where the format is one document. */
  readonly between: string | null;
}

/** The words for `--format`, in the order of the help. */
export const formatNames = ['text', 'json', 'github', 'markdown', 'junit', 'sarif'] as const;
export type FormatName = (typeof formatNames)[number];

/** Every format of `check`. */
export const formatters: Readonly<Record<FormatName, Formatter>> = {
  text: { format: text, between: '\n' },
  json: { format: json, between: '' },
  github: { format: github, between: '' },
  markdown: { format: markdown, between: '\n' },
  junit: { format: junit, between: null },
  sarif: { format: sarif, between: null },
};
