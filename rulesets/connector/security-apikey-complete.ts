import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';
import { shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';
import { securitySchemes } from '../functions/security.js';
import type { SecurityScheme } from '../functions/security.js';
import { textOf } from '../functions/text-of.js';

const places = ['header', 'query'];
const one = '/securityDefinitions/api_key';

export default defineRule({
  on: 'definition',
  id: 'security-apikey-complete',
  severity: 'error',
  description: 'A security definition of type apiKey says in which header or query parameter the key is sent.',
  docs: {
    why: 'The platform cannot guess where the API looks for the key; every request would be refused.',
    fix: 'Set `in` to "header" or "query", and `name` to the name of the header or parameter.',
    source: 'Swagger Validator: SecuritySchemePropertyRequired, SecuritySchemePropertyNotValid.',
  },
  *check(index) {
    for (const scheme of securitySchemes(index)) {
      if (scheme.value.type !== 'apiKey') continue;
      yield* missingText(
        scheme.value,
        scheme.at,
        'name',
        'The key’s security definition has no name of a header or parameter.',
      );
      yield* placeFault(scheme);
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
      { securityDefinitions: { login: { type: 'basic' } } },
    ],
    bad: [
      { part: { securityDefinitions: { api_key: { type: 'apiKey' } } }, at: [one, one] },
      { part: { securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: '' } } }, at: [`${one}/name`] },
      { part: { securityDefinitions: { api_key: { type: 'apiKey', in: 'cookie', name: 'key' } } }, at: [`${one}/in`] },
      {
        part: { securityDefinitions: { api_key: { type: 'apiKey', in: 'Header', name: 'X-Key' } } },
        at: [`${one}/in`],
      },
    ],
  },
});

function* placeFault({ at, value }: SecurityScheme): Iterable<DefinitionReport> {
  if (value.in === undefined)
    yield { at, message: 'The key’s security definition does not say where the key is sent.' };
  else if (typeof value.in !== 'string' || !places.includes(value.in)) {
    const place = [...at, 'in'];
    const meant = textOf(value.in) === null ? null : sameButForCase(value.in, places);
    yield {
      at: place,
      message: `A key cannot be sent in ${shown(value.in)}; it can be sent in "header" or "query".`,
      ...(meant !== null && { fix: `Write it "${meant}".`, repair: { kind: 'set', at: place, value: meant } }),
    };
  }
}
