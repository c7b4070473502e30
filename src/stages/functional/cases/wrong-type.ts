import { isObject, own } from '../../../core/json-value.js';
import type { Parameter } from '../../../runtime/definition.js';
import { excerpt } from '../excerpt.js';
import { EarlierValue } from '../template.js';
import type { NegativeCases, Subject, Variant } from './case.js';
import { isFixed, maySpoilInput } from './safety.js';

/** Parameters, and members of the body, that are spoilt for one operation: the point is made with a few. */
const mostOfEach = 2;

const wrongText = 'assay-wrong-type';

/** The call that is to succeed, with a value of another type than the definition says. */
export const wrongType: NegativeCases = {
  kind: 'wrong-type',

  variants(subject) {
    const { operation, view, sent, touchesOwn } = subject;
    if (!maySpoilInput(operation, touchesOwn)) return [];
    const reads = operation.method === 'get';
    const parameters = operation.parameters.filter(parameter => {
      const type = view(parameter.schema)?.type;
      // A URL carries texts only: what has to be a number or a switch is all that can be wrong there.
      if (parameter.in === 'body' || (type !== 'integer' && type !== 'number' && type !== 'boolean')) return false;
      if (isFixed(parameter.declaration)) return false;
      return parameter.in === 'path' ? reads : reads || sent.has(parameter);
    });
    const body = operation.parameters.find(parameter => parameter.in === 'body' && sent.has(parameter));
    return [
      ...parameters.slice(0, mostOfEach).map((parameter): Variant => ({
        about: `with a text for \`${parameter.name}\``,
        pointer: parameter.pointer,
        change: { replace: new Map([[parameter, wrongText]]) },
      })),
      ...(body === undefined ? [] : bodyVariants(body, subject)),
    ];
  },

  faultOf({ target: { operation }, about, pointer }, answer) {
    if (answer.status >= 400) return null;
    return {
      rule: 'functional-wrong-type',
      severity: 'warning',
      pointer,
      message: `${operation.operationId} answers ${answer.status} ${about}, which is not of the declared type.`,
      fix: `Make the API refuse it with 400, or correct the type in the definition. The answer was: ${excerpt(answer)}`,
    };
  },
};

function bodyVariants(body: Parameter, { body: value, view }: Subject): Variant[] {
  const viewed = view(body.schema);
  if (viewed === null || !isObject(value) || value instanceof EarlierValue) return [];
  const spoilable = Object.keys(value).flatMap(name => {
    const member = view(viewed.properties.get(name));
    const wrong = member === null || isFixed(member.keywords) ? undefined : wrongValue(member.type);
    if (wrong === undefined || own(member?.keywords, 'x-nullable') === true) return [];
    return [{ name, wrong, type: member?.type, required: viewed.required.has(name) }];
  });
  // Different types tell more than the same one twice; texts last, because many an API turns anything into a text.
  spoilable.sort((a, b) => Number(a.type === 'string') - Number(b.type === 'string'));
  const first = spoilable.filter(({ type }, index) => spoilable.findIndex(other => other.type === type) === index);
  const chosen = [...first, ...spoilable.filter(entry => !first.includes(entry))].slice(0, mostOfEach);
  return chosen.map(({ name, wrong }) => ({
    about: `with ${typeof wrong === 'string' ? 'a text' : 'an object'} for \`${name}\` in the body`,
    pointer: body.pointer,
    change: { body: whole => (isObject(whole) ? { ...whole, [name]: wrong } : whole) },
  }));
}

/** A value of another type, undefined for a type that everything fits. */
function wrongValue(type: string | null): unknown {
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
    case 'object':
    case 'array':
      return wrongText;
    case 'string':
      return { assay: 'wrong type' };
    case null:
    default:
      return undefined;
  }
}
