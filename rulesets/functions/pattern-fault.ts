/** What other dialects write and this one does not know: options inside the expression, named groups of Python, atomic groups. */
const elsewhere = /\(\?(?:[a-zA-Z-]+\)|(?:[a-zA-Z-]+:|>)|P(?=<))/g;

/**
 * Why a text is no regular expression, as the end of a sentence; null when it is one (ECMA 262, with or without its Unicode rules, or
 * with the options and groups that .NET, RE2 and PCRE share). The expression is only read, which takes linear time; it is never run.
 * An engine without backtracking would refuse look-around and back references, and takes seconds to compile `{1000}` a few times.
 */
export function patternFault(pattern: string): string | null {
  const fault = readingFault(pattern, '');
  if (fault === null || readingFault(pattern, 'u') === null) return null;
  return readingFault(translated(pattern), '') === null ? null : fault;
}

function translated(pattern: string): string {
  return pattern.replace(elsewhere, found => {
    if (found === '(?P') return '(?';
    return found.endsWith(')') ? '' : '(?:';
  });
}

function readingFault(pattern: string, flags: '' | 'u'): string | null {
  try {
    new RegExp(pattern, flags);
    return null;
  } catch (error) {
    const { message } = error as SyntaxError;
    return message.slice(message.lastIndexOf(': ') + 2).toLowerCase();
  }
}
