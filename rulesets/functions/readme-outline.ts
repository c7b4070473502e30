import type { OpenedPackage } from '../opened-package.js';
import { readOutline } from './markdown-outline.js';
import type { MarkdownOutline } from './markdown-outline.js';
import { oncePer } from './once-per.js';
import { readmeText } from './readme-text.js';

/** The readme of a package, read once for all rules. */
export interface ReadmeOutline extends MarkdownOutline {
  readonly path: string;
  readonly text: string;
}

/** The readme; null when the package has none, which another rule says. */
export const readmeOutline = oncePer((opened: OpenedPackage): ReadmeOutline | null => {
  const text = readmeText(opened);
  if (text === null || opened.readmePath === null) return null;
  return { path: opened.readmePath, text, ...readOutline(text) };
});
