import { isObject, own } from '../../../core/json-value.js';
import type { Parameter } from '../../../runtime/definition.js';
import { excerpt } from '../excerpt.js';
import type { NegativeCases, Subject, Variant } from './case.js';
import { isFixed, maySpoilInput } from './safety.js';

/** What is left out one at a time; what goes beyond is left out together, in one more call. */
const oneByOne = 3;

/** The call that is to succeed, with something left out that the definition requires. */
export const requiredMissing: NegativeCases = {
  kind: 'required-missing',

  variants(subject) {
    const { operation, sent, touchesOwn } = subject;
    if (!maySpoilInput(operation, touchesOwn)) return [];
    const parameters = operation.parameters.filter(
      parameter =>
        parameter.required &&
        sent.has(parameter) &&
        (parameter.in === 'query' || parameter.in === 'header' || parameter.in === 'formData') &&
        !isFixed(parameter.declaration) &&
        own(parameter.declaration, 'default') === undefined,
    );
    const body = operation.parameters.find(parameter => parameter.in === 'body' && sent.has(parameter));
    return [
      ...grouped(parameters).map((group): Variant => ({
        about: `without ${namesOf(group.map(({ name }) => name))}`,
        pointer: group[0]?.pointer ?? operation.pointer,
        change: { leaveOut: group },
      })),
      ...(body === undefined ? [] : bodyVariants(body, subject)),
    ];
  },

  faultOf({ target: { operation }, about, pointer }, answer) {
    if (answer.status >= 400) return null;
    return {
      rule: 'functional-required-missing',
      severity: 'warning',
      pointer,
      message: `${operation.operationId} answers ${answer.status} ${about}, which the definition requires.`,
      fix: `Make the API refuse it with 400, or the definition no longer require it. The answer was: ${excerpt(answer)}`,
    };
  },
};

function bodyVariants(body: Parameter, { body: value, view }: Subject): Variant[] {
  const viewed = view(body.schema);
  if (viewed === null || !isObject(value)) return [];
  const names = [...viewed.required].filter(
    name => Object.hasOwn(value, name) && !isFixed(view(viewed.properties.get(name))?.keywords),
  );
  return grouped(names).map(group => ({
    about: `without ${namesOf(group)} in the body`,
    pointer: body.pointer,
    change: {
      body: whole =>
        isObject(whole) ? Object.fromEntries(Object.entries(whole).filter(([name]) => !group.includes(name))) : whole,
    },
  }));
}

/** The first few alone, the others together. */
function grouped<Entry>(entries: readonly Entry[]): Entry[][] {
  const alone = entries.slice(0, oneByOne).map(entry => [entry]);
  const rest = entries.slice(oneByOne);
  return rest.length === 0 ? alone : [...alone, rest];
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, oneByOne).map(name => `\`${name}\``);
  return `${shown.join(', ')}${names.length > oneByOne ? ` and ${names.length - oneByOne} more` : ''}`;
}
