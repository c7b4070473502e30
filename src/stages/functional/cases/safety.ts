import { arrayOf, own } from '../../../core/json-value.js';
import type { Operation, Parameter } from '../../../runtime/definition.js';
import { compilePattern } from '../pattern.js';
import type { ViewSchema } from '../schema-view.js';

/** What is taken for a sentence that removes: with one of its conditions left out it might remove everything. */
const removing = /delete|remove|purge|clear|reset|cancel|drop|truncate|wipe|erase|revoke/i;

/**
 * True when sending this operation spoilt input can do no harm: it reads; or it creates and acts only on what this run made.
 * What removes is never called with a part left out.
 */
export function maySpoilInput({ method, operationId, path }: Operation, touchesOwn: boolean): boolean {
  if (method === 'delete' || removing.test(operationId) || removing.test(path)) return false;
  return method === 'get' || method === 'head' || method === 'options' || touchesOwn;
}

/** The parameter that names one thing: the last segment of the path. Null when the path ends in a word. */
export function idParameter({ path, parameters }: Operation): Parameter | null {
  const last = path.split('/').at(-1) ?? '';
  return parameters.find(parameter => parameter.in === 'path' && last === `{${parameter.name}}`) ?? null;
}

/** A value of the parameter's type that names nothing, or null when every value of it may name something (a choice, a narrow pattern). */
export function impossibleId(parameter: Parameter, view: ViewSchema): unknown {
  const viewed = view(parameter.schema);
  if (viewed === null || arrayOf(own(viewed.keywords, 'enum')).length > 0) return null;
  if (viewed.type === 'integer' || viewed.type === 'number') {
    const most = own(viewed.keywords, 'maximum');
    // The largest of 32 bits, or of what is allowed where that is a large number.
    if (typeof most !== 'number') return 2_147_483_600;
    return most >= 1_000_000 ? Math.floor(most) : null;
  }
  if (viewed.type !== 'string') return null;
  const text =
    own(viewed.keywords, 'format') === 'uuid' ? 'ffffffff-ffff-4fff-bfff-fffffffffff0' : 'assay-no-such-thing-7f3d';
  const most = own(viewed.keywords, 'maxLength');
  const least = own(viewed.keywords, 'minLength');
  const pattern = own(viewed.keywords, 'pattern');
  if (typeof most === 'number' && most < text.length) return null;
  if (typeof least === 'number' && least > text.length) return null;
  return typeof pattern === 'string' && compilePattern(pattern)?.(text) !== true ? null : text;
}

/** True for what users never see and the platform always sends: leaving it out or spoiling it tells nothing of the connector. */
export function isFixed(keywords: unknown): boolean {
  return own(keywords, 'x-ms-visibility') === 'internal' && own(keywords, 'default') !== undefined;
}
