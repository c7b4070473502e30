import type { NotRun } from './check/result.js';

/**
 * Why a check did not run, without what is only its own: the operation's id, which a check of the functional stage has in its name, and how
 * the call differed. Forty operations that could not be called for one reason then have one cause. Any other reason is its own cause.
 */
export function causeOf({ stage, check, reason }: Pick<NotRun, 'stage' | 'check' | 'reason'>): string {
  const prefix = `${stage}/`;
  if (stage !== 'functional' || !check.startsWith(prefix)) return reason;
  const name = check.slice(prefix.length);
  // The check is named `functional/<operationId>` or `functional/<operationId>/<kind>`, and an id may have a slash itself.
  const operationId = [name, name.slice(0, Math.max(0, name.lastIndexOf('/')))].find(
    id => id !== '' && reason.startsWith(id),
  );
  if (operationId === undefined) return reason;
  const rest = reason.slice(operationId.length);
  return /^[^:]*? ((?:was|needs) .*)$/.exec(rest)?.[1] ?? /^[^:]*: (.*)$/.exec(rest)?.[1] ?? reason;
}
