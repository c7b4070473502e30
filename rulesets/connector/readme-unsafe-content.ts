import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { PackageReport } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { activeMarkup, markupOf, mayHoldMarkup } from '../functions/active-markup.js';
import { readOutline } from '../functions/markdown-outline.js';
import { quoted } from '../functions/quoted.js';
import { textFile } from '../functions/text-files.js';
import { withoutCode } from '../functions/without-code.js';

/** What loads something when the page is opened, or changes where the rest of the page leads. */
const loading: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'an element that runs or loads something',
    /<(?:iframe|frame|object|embed|applet|base|link|meta|form|style|svg|math)(?![\w-])/gi,
  ],
  [
    'a picture that is loaded without encryption',
    /!\[[^[\]]*\]\([\s<]{0,9}http:\/\/|<img\s[^<>]*src\s{0,9}=[\s"']{0,9}http:\/\//gi,
  ],
];

export default defineRule({
  on: 'package',
  id: 'readme-unsafe-content',
  severity: 'warning',
  description: 'Readme and introduction hold nothing that runs or is loaded without encryption.',
  file: packageFileNames.readme,
  docs: {
    why: 'Who opens the page runs a stranger’s program, or tells a stranger’s server that they read it.',
    fix: 'Write it as plain Markdown; put code into a fenced block, and keep pictures on an https address.',
    source: 'GitHub Flavored Markdown specification, section 6.11; OWASP, Cross Site Scripting Prevention.',
  },
  *check(opened) {
    for (const path of [opened.readmePath, packageFileNames.intro]) {
      const text = path === null ? undefined : textFile(opened, path)?.text;
      if (path === null || text === undefined || !mayHoldMarkup(text)) continue;
      yield* dangersIn(readOutline(text).lines.map(withoutCode).join('\n'), path);
    }
  },
  examples: {
    of: readmeOf,
    good: [
      '# Contoso Stock\n\nUse `<script>` or:\n\n```html\n<script>alert(1)</script>\n```\n\n![Logo](https://contoso.com/logo.png) <b>on</b>\n',
    ],
    bad: [
      { part: '# Contoso Stock\n\n<script>alert(1)</script>\n', at: [{ file: packageFileNames.readme, line: 3 }] },
      { part: '# Contoso Stock\n\n<b\nonclick="alert(1)">\n', at: [{ file: packageFileNames.readme, line: 3 }] },
      { part: '# Contoso Stock\n\n[Open](javascript:alert(1))\n', at: [{ file: packageFileNames.readme, line: 3 }] },
      { part: '# Contoso Stock\n\n\\`<svg onload=alert(1)>`\n', at: [{ file: packageFileNames.readme, line: 3 }] },
      {
        part: '# Contoso Stock\n\n[Open](java&Tab;script&colon;alert(1))\n',
        at: [{ file: packageFileNames.readme, line: 3 }],
      },
      { part: '# Contoso Stock\n\n![](http://contoso.com/a.gif)\n', at: [{ file: packageFileNames.readme, line: 3 }] },
    ],
  },
});

function* dangersIn(text: string, file: string): Iterable<PackageReport> {
  const found = [...activeMarkup(text), ...markupOf(loading, text)].sort((a, b) => a.offset - b.offset);
  let line = 1;
  let lineStart = 0;
  let offsetBefore = -1;
  for (const { what, seen, offset } of found) {
    if (offset === offsetBefore) continue; // one part, found as two things
    offsetBefore = offset;
    for (let end = text.indexOf('\n', lineStart); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = end + 1;
    }
    const place = { line, column: offset - lineStart + 1, pointer: null };
    yield { file, place, message: `Line ${line} holds ${what}: ${quoted(seen)}.` };
  }
}
