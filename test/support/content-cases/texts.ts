import { answerOf, infoWith, operationWith, packageWith, scriptOf } from '../../../rulesets/examples.js';
import {
  answerAt,
  goodScript,
  inDefinition,
  inFile,
  inProperties,
  inReadme,
  intro,
  mebibyte,
  onLine,
  operationAt,
  properties,
  refused,
  remarked,
  script,
  sound,
  textOf,
  withReadme,
  withScript,
  words,
} from './case.js';
import type { ContentCase } from './case.js';
import { scripts } from './markup.js';

const unsafeReadme: readonly string[] = [
  ...scripts,
  '<details open ontoggle=alert(1)>',
  '<video><source onerror="alert(1)"></video>',
  '<input autofocus onfocus=alert(1)>',
  '<x onclick=alert(1)>Open</x>',
  '<img src=x onerror\n=alert(1)>',
  '<img/src=x/onerror=alert(1)>',
  '<a title=">" onclick=alert(1)>Open</a>',
  '<a href="#" href="javascript:alert(1)">Open</a>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<form action="javascript:alert(1)"><button>Open</button></form>',
  '<button formaction="javascript:alert(1)">Open</button>',
  '<math href="javascript:alert(1)">Open</math>',
  '<base href="https://evil.example.com/">',
  '<link rel="stylesheet" href="https://evil.example.com/x.css">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example.com">',
  '<style>@import "https://evil.example.com/x.css";</style>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<javascript:alert(1)>',
  '[x]: javascript:alert(1)',
  '[Open](<javascript:alert(1)>)',
  '[Open](vbscript:msgbox(1))',
  '[Open](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[Open](java&Tab;script:alert(1))',
  '[Open](javascript&colon;alert(1))',
  '<a href="java&#x0A;script:alert(1)">Open</a>',
  '<a href="&#1;javascript:alert(1)">Open</a>',
  '![x](javascript:alert(1))',
  '\\`<script>alert(1)</script>\\`',
  '<!-- ` --><script>alert(1)</script><!-- ` -->',
  '`` ` `` <script>alert(1)</script> `',
  '<b title="`"> <script>alert(1)</script> <b title="`">',
];

/** Marks that open something, as often as a readme may hold them; a reader that goes back at each of them never ends. */
const nested = [
  ...['>', '[', '*', '_', '`', '<', '#', '~', '|', '&', '\\', '![', '](', '](j', '- ', '> - ', '*a_ ', '[a](', '`a``'],
  ...['<!--', '<a ', '<a "', '<a ="', '<img src=', 'href=', 'href=&#', '<object ', '\n#', '\n```\n', '\n| a '],
].map(mark => {
  const written = JSON.stringify(mark);
  const count = Math.floor(Math.min(200_000, 900_000 / (written.length - 2)));
  return [`${count.toLocaleString('en')} of ${written}`, mark.repeat(count)] as const;
});

export const textCases: readonly ContentCase[] = [
  ...unsafeReadme.map(markup =>
    remarked(
      'P97',
      `the readme ${JSON.stringify(markup)}`,
      () => withReadme(markup),
      inReadme('readme-unsafe-content'),
    ),
  ),
  remarked(
    'P97',
    'a script in the introduction',
    () => packageWith({ [intro]: `${textOf(packageWith({}), intro)}\n<script>alert(1)</script>\n` }),
    inFile('readme-unsafe-content', intro),
  ),
  sound(
    'P97',
    'markup that is shown as code',
    () =>
      withReadme('Write `<script>alert(1)</script>` or ``<b onclick="`">``.\n\n```html\n<svg onload=alert(1)>\n```'),
    'readme-unsafe-content',
  ),
  remarked(
    'P98',
    'a picture without encryption',
    () => withReadme('![](http://evil.example.com/1.gif?who=reviewer)'),
    inReadme('readme-unsafe-content'),
  ),
  remarked(
    'P98',
    'an element with a picture without encryption',
    () => withReadme('<img width=1 height=1 src="http://evil.example.com/1.gif">'),
    inReadme('readme-unsafe-content'),
  ),
  sound(
    'P98',
    'a picture over https, which pages show but do not load',
    () => withReadme('![Screen](https://contoso.com/screen.png)'),
    'readme-unsafe-content',
  ),
  ...nested.map(([what, mark]) => sound('P99', `a readme of ${what}`, () => withReadme(mark))),
  ...nested.map(([what, mark]) =>
    refused(
      'P99',
      `a description of ${what}`,
      () => infoWith({ description: mark }),
      inDefinition('description-length', '/info/description'),
    ),
  ),
  refused(
    'P100',
    'a script that reads otherwise than it runs',
    () => withScript('// \u202e } \u2066if (isAdmin)\u2069 \u2066 begin\n'),
    onLine('text-bidi-control', script, goodScript.split('\n').length),
  ),
  refused(
    'P100',
    'a summary that turns',
    () => operationWith({ summary: 'Get an item \u202egnp.exe' }),
    inDefinition('text-bidi-control', `${operationAt}/summary`),
  ),
  refused(
    'P100',
    'a publisher that turns behind an escape',
    () => packageWith({ [properties]: textOf(packageWith({}), properties).replace('"Contoso"', '"Con\\u202etoso"') }),
    inProperties('text-bidi-control', '/properties/publisher'),
  ),
  refused(
    'P100',
    'a readme that turns',
    () => withReadme('Open https://contoso.com/\u202egro.live'),
    inReadme('text-bidi-control'),
  ),
  remarked(
    'P100',
    'a title with an invisible character',
    () => infoWith({ title: 'Contoso\u200b Stock' }),
    inDefinition('text-invisible-character', '/info/title'),
  ),
  remarked(
    'P100',
    'a title that looks like another',
    () => infoWith({ title: 'C\u043entoso Stock' }),
    inDefinition('text-look-alike', '/info/title'),
  ),
  refused(
    'P101',
    'a script of 5 MiB',
    () => scriptOf(`${goodScript}/* ${words(5 * mebibyte)} */`),
    inFile('package-file-too-large', script),
  ),
  refused(
    'P101',
    'a script of 1.5 MiB',
    () => scriptOf(`${goodScript}/* ${words(1.5 * mebibyte)} */`),
    inFile('script-size-max', script),
  ),
  refused(
    'P101',
    'a program as script',
    () =>
      packageWith({ [script]: Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(2000, 7)]) }),
    inFile('script-class-script', script),
  ),
  refused('P101', 'a script with one zero byte', () => withScript('// \0\n'), inFile('text-control-character', script)),
  refused(
    'P102',
    'a readme that colours the terminal',
    () => withReadme('\u001b[31mred\u001b[0m'),
    inReadme('text-control-character'),
  ),
  refused(
    'P102',
    'a readme that sets a terminal’s title',
    () => withReadme('\u001b]0;owned\u0007'),
    inReadme('text-control-character'),
  ),
  refused(
    'P102',
    'a readme with the eight-bit form of an escape',
    () => withReadme('\u009b31mred'),
    inReadme('text-control-character'),
  ),
  refused(
    'P102',
    'a summary that clears the screen',
    () => operationWith({ summary: 'Get an item\u001b[2J' }),
    inDefinition('text-control-character', `${operationAt}/summary`),
  ),
  refused(
    'P102',
    'a description that makes a link',
    () =>
      infoWith({ description: 'Looks up what a warehouse has in stock \u001b]8;;https://evil.example.com\u0007here.' }),
    inDefinition('text-control-character', '/info/description'),
  ),
  refused(
    'P102',
    'a name of a member that erases a line',
    () => answerOf({ type: 'object', properties: { 'a\u001b[2K': { type: 'string' } } }),
    inDefinition('text-control-character', `${answerAt}/properties/a\u001b[2K`),
  ),
  refused(
    'P102',
    'a tooltip with a backspace',
    () =>
      packageWith({
        [properties]: textOf(packageWith({}), properties).replace('Provide your key', 'Provide\\b your key'),
      }),
    inProperties('text-control-character', '/properties/connectionParameters/api_key/uiDefinition/tooltip'),
  ),
];
