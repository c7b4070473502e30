import { isObject } from '../../core/json-value.js';

/** A member's name or an array's index. */
export type Step = string | number;

/** A path such as `@body().orders[0]['@odata.etag']`. */
export interface PropertyPath {
  readonly root: 'body' | 'item' | 'triggerBody';
  readonly steps: readonly Step[];
}

/** Paths with more steps than this lead nowhere that anybody meant. */
const mostSteps = 30;

const roots = { body: 'body', item: 'item', triggerbody: 'triggerBody' } as const;

/**
 * Reads a path from a root: `@body()`, `body()`, `@{body().a}`, `@item().a`, `@triggerBody().files[0].created`, and
 * `@body.a`, which the reference programme's own page on `stringtoarray` has. Null for anything else.
 */
export function readPropertyPath(written: string): PropertyPath | null {
  const text = /^@\{.*\}$|^\{@.*\}$/s.test(written) ? `@${written.slice(2, -1)}` : written;
  const [head = '', name = ''] = /^@?(body|item|triggerBody)(?:\(\))?(?=$|[.?[])/i.exec(text) ?? [];
  const root = Object.entries(roots).find(([known]) => known === name.toLowerCase())?.[1];
  if (root === undefined) return null;
  const steps = readSteps(text.slice(head.length));
  return steps === null ? null : { root, steps };
}

/** Reads a path below a parent: `a.b`, `['@odata.type']`. Empty for none, which may be written as `null`. Null when it is no path. */
export function readSubPath(written: string): readonly Step[] | null {
  if (written === '' || written === 'null') return [];
  return readSteps(written.startsWith('[') || written.startsWith('.') ? written : `.${written}`);
}

function readSteps(written: string): readonly Step[] | null {
  const step = /\??\.?\[\s*(?:'([^']{1,200})'|"([^"]{1,200})"|(\d{1,6}))\s*\]|\??\.([^.?[\](){}'"]{1,200})/y;
  const steps: Step[] = [];
  while (step.lastIndex < written.length) {
    const found = step.exec(written);
    if (found === null || steps.length === mostSteps) return null;
    const [, quoted, doubleQuoted, index, plain = ''] = found;
    steps.push(index === undefined ? (quoted ?? doubleQuoted ?? plain.trim()) : Number(index));
  }
  return steps;
}

/** What stands at these steps; undefined where there is nothing. Only what was really written counts, never what objects inherit. */
export function valueAtSteps(root: unknown, steps: readonly Step[]): unknown {
  let value = root;
  for (const step of steps) {
    if (Array.isArray(value) && typeof step === 'number') value = (value as unknown[])[step];
    else if (isObject(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}
