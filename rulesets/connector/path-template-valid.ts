import { defineRule } from '../define-rule.js';
import { pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-template-valid',
  severity: 'error',
  description: 'Braces in a path are balanced, not empty, and each pair stays within one segment.',
  docs: {
    why: 'A variable that cannot be recognised is sent as it stands, and every call fails.',
    fix: 'Write each variable as `{name}` inside one segment; a brace that is meant as such is written %7B or %7D.',
    source: 'Swagger Validator: OperationPathTemplateNotValid.',
  },
  *check({ pathItems }) {
    for (const { template, at } of pathItems) {
      const fault = faultOf(template);
      if (fault) yield { at, message: `In the path ${quoted(template)}, ${fault}.` };
    }
  },
  examples: {
    of: pathsOf,
    good: [{ '/items/{id}/parts({part})': ['get GetPart'] }],
    bad: [
      { part: { '/items/{id': ['get GetItem'] }, at: ['/paths/~1items~1{id'] },
      { part: { '/items/id}': ['get GetItem'] }, at: ['/paths/~1items~1id}'] },
      { part: { '/items/{a/b}': ['get GetItem'] }, at: ['/paths/~1items~1{a~1b}'] },
      { part: { '/items/{}': ['get GetItem'] }, at: ['/paths/~1items~1{}'] },
      { part: { '/items/{{id}}': ['get GetItem'] }, at: ['/paths/~1items~1{{id}}'] },
    ],
  },
});

/** What is wrong with the braces, as the end of a sentence; null when nothing is. */
function faultOf(template: string): string | null {
  let open = -1;
  for (const [position, character] of [...template].entries()) {
    if (character === '{') {
      if (open >= 0) return 'a brace is opened inside another';
      open = position;
    } else if (character === '}') {
      if (open < 0) return 'a brace is closed that was not opened';
      if (position === open + 1) return 'a variable has no name';
      open = -1;
    } else if (character === '/' && open >= 0) return 'a variable contains a slash';
  }
  return open >= 0 ? 'a brace is not closed' : null;
}
