import { pointerBelow } from '../../../core/json-pointer.js';
import { arrayOf, isObject, own } from '../../../core/json-value.js';
import type { FaultList } from './fault.js';

/** Counts the scripts of one collection. */
export interface ScriptBudget {
  used: number;
}

/** Keeps the scripts of an item, a folder or a collection: their lines, and nothing that would fetch more of them. */
export function keptEvents(events: unknown, pointer: string, faults: FaultList, budget: ScriptBudget): object[] {
  const kept: object[] = [];
  arrayOf(events).forEach((event, index) => {
    const listen = own(event, 'listen');
    const script = own(event, 'script');
    if ((listen !== 'test' && listen !== 'prerequest') || own(event, 'disabled') === true) return;
    const at = pointerBelow(pointerBelow(pointer, index), 'script');
    for (const member of ['src', 'packages'].filter(name => hasContent(own(script, name)))) {
      faults.add({
        rule: 'functional-own-setting-removed',
        severity: 'warning',
        pointer: pointerBelow(at, member),
        message: `A script fetches code by \`${member}\`. That part is left out.`,
        fix: 'Write the code into the collection.',
      });
    }
    const exec = own(script, 'exec') ?? (typeof script === 'string' || Array.isArray(script) ? script : undefined);
    const lines = (typeof exec === 'string' ? exec.split('\n') : arrayOf(exec)).filter(
      line => typeof line === 'string',
    );
    if (lines.length === 0) return;
    budget.used += lines.reduce((length, line) => length + line.length + 1, 0);
    kept.push({ listen, script: { type: 'text/javascript', exec: lines } });
  });
  return kept;
}

function hasContent(value: unknown): boolean {
  return isObject(value) ? Object.keys(value).length > 0 : value !== undefined && value !== null && value !== '';
}
