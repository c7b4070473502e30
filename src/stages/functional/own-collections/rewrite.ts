import { pointerBelow } from '../../../core/json-pointer.js';
import { arrayOf, isObject, own } from '../../../core/json-value.js';
import type { JsonObject } from '../../../core/json-value.js';
import type { Definition } from '../../../runtime/definition.js';
import { shown } from './fault.js';
import type { FaultList } from './fault.js';
import { mostItems, mostScript } from './limits.js';
import type { OwnCase } from './own-case.js';
import { rewriteRequest, signInPlaces } from './request.js';
import type { SignInPlaces } from './request.js';
import { keptEvents } from './scripts.js';
import type { ScriptBudget } from './scripts.js';
import { reportSecretsOfAuth } from './secrets.js';
import { keptVariables } from './variables.js';

/** A collection that can be run. */
export interface RewrittenCollection {
  readonly collection: object;
  readonly cases: ReadonlyMap<string, OwnCase>;
}

interface Walk {
  /** The collection's place among those of the package, from 1. */
  readonly number: number;
  readonly definition: Definition;
  readonly faults: FaultList;
}

interface Work extends Walk {
  readonly places: SignInPlaces;
  readonly scripts: ScriptBudget;
  readonly cases: Map<string, OwnCase>;
}

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** What Newman would act on outside of a request: which certificate it shows, which proxy it uses, how it follows and checks. */
const settings = ['protocolProfileBehavior', 'certificate', 'proxy'];

/** Writes a collection anew, of what is known to be harmless. Null when it is too large, with a fault that says so. */
export function rewriteCollection(value: JsonObject, { number, definition, faults }: Walk): RewrittenCollection | null {
  const items = countItems(own(value, 'item'));
  if (items > mostItems) {
    return refuse(faults, `The collection has ${items} requests and folders; at most ${mostItems} are run.`);
  }
  const cases = new Map<string, OwnCase>();
  const scripts = { used: 0 };
  const work = { number, definition, faults, places: signInPlaces(definition), scripts, cases };
  const item = rewriteItems(own(value, 'item'), { pointer: '/item', path: [], work });
  const collection = {
    info: { name: shown(own(own(value, 'info'), 'name')), schema },
    item,
    ...around(value, '', work),
  };
  if (scripts.used > mostScript) {
    return refuse(faults, `Its scripts have ${scripts.used} characters; at most ${mostScript} are run.`);
  }
  return { collection, cases };
}

function refuse(faults: FaultList, message: string): null {
  faults.add({
    rule: 'functional-own-collection',
    severity: 'error',
    pointer: '/item',
    message: `The collection is not run. ${message}`,
    fix: 'Make it smaller, or split it.',
  });
  return null;
}

/** The depth is bounded by that of the JSON. */
function countItems(items: unknown): number {
  return arrayOf(items).reduce<number>((count, item) => count + 1 + countItems(own(item, 'item')), 0);
}

function rewriteItems(
  items: unknown,
  { pointer, path, work }: { readonly pointer: string; readonly path: readonly string[]; readonly work: Work },
): object[] {
  return arrayOf(items).flatMap((item, index) => {
    const at = pointerBelow(pointer, index);
    const name = shown(own(item, 'name'));
    const itemPath = [...path, name];
    if (own(item, 'disabled') === true)
      return notRun(at, name, { reason: 'it is disabled', fix: 'Enable it to have it run.' }, work);
    if (isObject(item) && Array.isArray(own(item, 'item'))) {
      const inside = rewriteItems(own(item, 'item'), { pointer: pointerBelow(at, 'item'), path: itemPath, work });
      return [{ name, item: inside, ...around(item, at, work) }];
    }
    return isObject(item) ? rewriteItem(item, { at, name, itemPath, work }) : [];
  });
}

function rewriteItem(
  item: JsonObject,
  {
    at,
    name,
    itemPath,
    work,
  }: {
    readonly at: string;
    readonly name: string;
    readonly itemPath: readonly string[];
    readonly work: Work;
  },
): object[] {
  const { number, cases, definition, places, faults } = work;
  const caseId = `own-${number}-${cases.size + 1}`;
  const pointer = pointerBelow(at, 'request');
  reportSettings(own(item, 'request'), pointer, faults);
  const rewritten = rewriteRequest(own(item, 'request'), { caseId, pointer, definition, places, faults });
  if (rewritten.kind === 'not-run') return notRun(at, name, rewritten, work);
  const { operation, request } = rewritten;
  cases.set(caseId, { operation, itemName: name, itemPath, pointer: at, ...faults.placeOf(at) });
  return [{ id: caseId, name, request, ...around(item, at, work) }];
}

/** Scripts and variables of an item, a folder or the collection; what else is set there is reported. */
function around(value: JsonObject, pointer: string, { faults, scripts }: Work): object {
  reportSettings(value, pointer, faults);
  reportSecretsOfAuth(own(value, 'auth'), pointerBelow(pointer, 'auth'), faults);
  const event = keptEvents(own(value, 'event'), pointerBelow(pointer, 'event'), faults, scripts);
  const variable = keptVariables(own(value, 'variable'), pointerBelow(pointer, 'variable'), faults);
  return { ...(event.length > 0 && { event }), ...(variable.length > 0 && { variable }) };
}

function reportSettings(value: unknown, pointer: string, faults: FaultList): void {
  for (const name of settings) {
    const setting = own(value, name);
    const isEmpty = isObject(setting) ? Object.keys(setting).length === 0 : setting === undefined || setting === null;
    if (isEmpty) continue;
    faults.add({
      rule: 'functional-own-setting-removed',
      severity: 'warning',
      pointer: pointerBelow(pointer, name),
      message: `\`${name}\` is left out: the runtime decides how requests are sent.`,
      fix: 'Remove it.',
    });
  }
}

/** Tells that a request is left out. Never silently: its author believes that it runs. */
function notRun(
  pointer: string,
  name: string,
  { reason, fix }: { readonly reason: string; readonly fix: string },
  { faults }: Work,
): [] {
  faults.add({
    rule: 'functional-own-request-not-run',
    severity: reason === 'it is disabled' ? 'info' : 'warning',
    pointer,
    message: `The request "${name}" is not run: ${reason}.`,
    fix,
  });
  return [];
}
