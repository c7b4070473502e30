import { packageFileNames } from '../../src/core/package.js';
import type { PackageReport } from '../define-rule.js';
import type { OpenedPackage } from '../opened-package.js';
import { csharpTokens } from './csharp-tokens.js';
import type { CSharpToken } from './csharp-tokens.js';
import { oncePer } from './once-per.js';
import { textFile } from './text-files.js';

/** The words and marks of the package’s script, read once for all rules; null when it has none. */
export const scriptTokens = oncePer((opened: OpenedPackage): readonly CSharpToken[] | null => {
  const script = textFile(opened, packageFileNames.script);
  return script && csharpTokens(script.text);
});

/** A report at a word of the script. */
export function atToken({ line, column }: CSharpToken, message: string): PackageReport {
  return { file: packageFileNames.script, place: { line, column, pointer: null }, message };
}

/** True when these words and marks follow one another from here. */
export function follows(tokens: readonly CSharpToken[], from: number, ...texts: readonly string[]): boolean {
  return texts.every((text, offset) => tokens[from + offset]?.text === text);
}

/** Parts of a dotted name that are read; real ones have at most ten. */
const longest = 50;

/** The dotted name that starts here, such as `System.IO`, and the position behind it. */
export function dottedName(
  tokens: readonly CSharpToken[],
  from: number,
): { readonly name: string; readonly end: number } {
  const parts: string[] = [];
  let end = from;
  while (tokens[end]?.kind === 'name' && parts.length < longest) {
    parts.push(tokens[end]?.text ?? '');
    end += 1;
    if (tokens[end]?.text !== '.' || tokens[end + 1]?.kind !== 'name') break;
    end += 1;
  }
  return { name: parts.join('.'), end };
}
