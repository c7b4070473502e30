import { RE2JS } from 're2js';

/**
 * A test for an author's regular expression, in linear time whatever the expression is, or null when RE2 cannot express it
 * (look-around, back references) or it is no regular expression. A backtracking engine never sees it.
 */
export function compilePattern(pattern: string): ((text: string) => boolean) | null {
  try {
    const compiled = RE2JS.compile(pattern);
    return text => compiled.matcher(text).find();
  } catch {
    return null;
  }
}
