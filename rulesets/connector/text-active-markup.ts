import { isObject } from '../../src/core/json-value.js';
import type { JsonText } from '../../src/core/json-text.js';
import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { infoWith, operationWith, packageWith } from '../examples.js';
import type { Overlay } from '../examples.js';
import { activeMarkup } from '../functions/active-markup.js';
import type { Path } from '../functions/path.js';
import { quoted } from '../functions/quoted.js';
import { textFiles } from '../functions/text-files.js';

/** Members that are values of the API and not texts about it: what they hold is sent, or shown as it is. */
const values = new Set(['default', 'enum', 'example', 'examples', 'x-ms-examples', 'pattern']);
/** Below these every name is the author's own. */
const named = new Set(['properties', 'definitions', 'parameters', 'responses', 'connectionParameters']);

const tooltipOf = (tooltip: string): Overlay => ({
  [packageFileNames.properties]: { properties: { connectionParameters: { key: { uiDefinition: { tooltip } } } } },
});

export default defineRule({
  on: 'package',
  id: 'text-active-markup',
  severity: 'error',
  description: 'No title, summary, description or other text about the connector holds markup that runs.',
  file: packageFileNames.definition,
  docs: {
    why: 'These texts are shown on many pages, to users and to reviewers; on one that takes them for HTML or Markdown the script runs, with the rights of whoever reads.',
    fix: 'Write plain words; name an element without its angle brackets.',
    source: 'OWASP, Cross Site Scripting Prevention; CWE-79.',
  },
  *check(opened) {
    const jsons = new Map<string, JsonText | null>([
      [packageFileNames.definition, opened.definitionJson],
      [packageFileNames.properties, opened.propertiesJson],
    ]);
    for (const { path, text: whole } of textFiles(opened)) {
      const json = jsons.get(path);
      // Looking through the whole text costs little; its values are gone through only where there is something to find.
      if (!json || activeMarkup(whole).length === 0) continue;
      for (const { at, text } of textsAbout(json.value)) {
        const [first] = activeMarkup(text);
        if (first) yield { file: path, at, message: `The text holds ${first.what}: ${quoted(first.seen)}.` };
      }
    }
  },
  examples: {
    of: (part: { info: string } | { operation: Record<string, unknown> } | { tooltip: string }) => {
      if ('info' in part) return infoWith({ description: part.info });
      return 'operation' in part ? operationWith(part.operation) : packageWith(tooltipOf(part.tooltip));
    },
    good: [
      { info: 'Turns <b>HTML</b> into text: see [the page](https://contoso.com).' },
      {
        operation: {
          parameters: [{ name: 'page', in: 'query', type: 'string', default: '<script>alert(1)</script>' }],
        },
      },
    ],
    bad: [
      { part: { info: 'Looks up stock. [More](java\tscript:alert(1))' }, at: ['/info/description'] },
      { part: { operation: { summary: '<svg onload=alert(1)>' } }, at: ['/paths/~1items~1{id}/get/summary'] },
      {
        part: { operation: { 'x-notes': [{ default: '<script>' }, '<script>'] } },
        at: ['/paths/~1items~1{id}/get/x-notes/1'],
      },
      {
        part: { tooltip: 'Provide <iframe src=https://contoso.com> your key' },
        at: [
          { file: packageFileNames.properties, pointer: '/properties/connectionParameters/key/uiDefinition/tooltip' },
        ],
      },
    ],
  },
});

interface Member {
  readonly value: unknown;
  readonly name: string | number;
  readonly holder: Member | null;
}

/** Every text that is no value of the API, in the order of the file. */
function* textsAbout(document: unknown): Iterable<{ readonly at: Path; readonly text: string }> {
  const open: Member[] = [{ value: document, name: '', holder: null }];
  for (let member = open.pop(); member; member = open.pop()) {
    const { value, name, holder } = member;
    if (typeof name === 'string' && values.has(name) && !named.has(String(holder?.name))) continue;
    if (typeof value === 'string') yield { at: pathOf(member), text: value };
    else if (Array.isArray(value)) {
      for (let n = value.length - 1; n >= 0; n -= 1) open.push({ value: value[n] as unknown, name: n, holder: member });
    } else if (isObject(value)) {
      for (const [key, one] of Object.entries(value).reverse()) open.push({ value: one, name: key, holder: member });
    }
  }
}

function pathOf(member: Member): Path {
  const path: (string | number)[] = [];
  for (let one = member; one.holder; one = one.holder) path.push(one.name);
  return path.reverse();
}
