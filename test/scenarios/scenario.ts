/** One step of a scenario: the words after `==`, and the lines below it. */
export interface Step {
  readonly verb: string;
  readonly rest: string;
  readonly body: string;
}

export interface Scenario {
  readonly title: string;
  readonly steps: readonly Step[];
}

const verbs = [
  ...['copy', 'file', 'replace', 'crlf', 'reorder', 'delete', 'zip', 'cut', 'same'],
  ...['run', 'exit', 'stdout', 'stderr'],
];

/** Reads a scenario's text. A verb that nobody knows is a mistake of its author, and thrown. */
export function parseScenario(text: string): Scenario {
  const [title = '', ...lines] = text.split('\n');
  const steps: { verb: string; rest: string; lines: string[] }[] = [];
  for (const line of lines) {
    const [, verb, rest = ''] = /^== (\w+) ?(.*)$/.exec(line) ?? [];
    if (verb === undefined) steps.at(-1)?.lines.push(line);
    else if (verbs.includes(verb)) steps.push({ verb, rest, lines: [] });
    else throw new Error(`no step is called "${verb}"`);
  }
  return { title, steps: steps.map(step => ({ ...step, body: step.lines.join('\n').replace(/\n*$/, '\n') })) };
}

/** The words of a command line; double quotes keep blanks. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** True when the output is what was expected: `[…]` is anything within a line, and alone on a line any number of lines. */
export function matches(expected: string, actual: string): boolean {
  return linesMatch(linesOf(expected), linesOf(actual));
}

function linesMatch(expected: readonly string[], actual: readonly string[]): boolean {
  const [pattern, ...more] = expected;
  if (pattern === undefined) return actual.length === 0;
  if (pattern !== '[…]')
    return actual.length > 0 && lineMatches(pattern, actual[0] ?? '') && linesMatch(more, actual.slice(1));
  if (more.length === 0) return true;
  return actual.some((_, start) => linesMatch(more, actual.slice(start)));
}

function lineMatches(pattern: string, line: string): boolean {
  const source = pattern
    .split('[…]')
    .map(text => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(line);
}

function linesOf(text: string): string[] {
  const trimmed = text.replace(/\n+$/, '');
  return trimmed === '' ? [] : trimmed.split('\n');
}
