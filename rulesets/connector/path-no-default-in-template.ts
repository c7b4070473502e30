import { defineRule } from '../define-rule.js';
import { pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { templateVariables } from '../functions/template-variables.js';

export default defineRule({
  on: 'definition',
  id: 'path-no-default-in-template',
  severity: 'error',
  description: 'No variable of a path is given a default inside its braces.',
  docs: {
    why: 'The equals sign becomes part of the variable’s name, and the value that users give is put nowhere.',
    fix: 'Write only the name in the braces, and the default as `default` of the parameter.',
    source: 'Swagger Validator: OperationPathVariablesContainDefaults.',
  },
  *check({ pathItems }) {
    for (const { template, at } of pathItems) {
      const variable = templateVariables(template).find(name => name.includes('='));
      if (variable === undefined) continue;
      const name = variable.slice(0, variable.indexOf('='));
      yield {
        at,
        message: `In the path ${quoted(template)}, the variable ${quoted(variable)} contains a default.`,
        ...(name !== '' && { fix: `Write ${quoted(`{${name}}`)} and give the parameter the default.` }),
      };
    }
  },
  examples: {
    of: pathsOf,
    good: [{ '/items(color={color})': ['get ListItems'] }],
    bad: [
      { part: { '/items/{id=1}': ['get GetItem'] }, at: ['/paths/~1items~1{id=1}'] },
      { part: { '/items/{=1}': ['get GetItem'] }, at: ['/paths/~1items~1{=1}'] },
    ],
  },
});
