import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import pico from 'picocolors';
import { countBySeverity } from '../../core/finding.js';
import type { Finding } from '../../core/finding.js';
import type { Checked, CheckResult } from '../check/result.js';
import { formatNames, formatters } from './index.js';
import type { Format, FormatName } from './index.js';

const obeyed = /\p{Cc}(?<!\n)|\p{Cf}/u;
const plain = pico.createColors(false);
const hostile = 'line one\nline two \u001b[31m<b>%,:|`"&\u202e';

function findingOf(given: Partial<Finding>): Finding {
  return {
    rule: 'title-max-length',
    severity: 'error',
    blocks: true,
    file: 'apiDefinition.swagger.json',
    line: 4,
    column: 14,
    pointer: '/info/title',
    message: 'The title has 38 characters.',
    fix: 'Shorten it.',
    docs: 'reference/rules/title-max-length.md',
    fingerprint: 'f'.repeat(64),
    status: 'new',
    ...given,
  };
}

function checkedOf(given: Partial<CheckResult>, excerpts: Checked['excerpts'] = []): Checked {
  const findings = given.findings ?? [];
  return {
    result: {
      engine: { name: 'assay', version: '1.2.3' },
      ruleset: { id: 'connector', version: '2026-01-02', digest: 'sha256:abc' },
      path: 'my connector',
      profile: 'verified',
      package: { digest: 'sha256:def', files: [{ path: 'README.md', size: 3, sha256: '00' }] },
      verdict: findings.some(finding => finding.blocks) ? 'fail' : 'pass',
      findings,
      counts: countBySeverity(findings),
      notRun: [],
      timings: { totalMs: 12 },
      ...given,
    },
    excerpts,
  };
}

const loaded = new Map<FormatName, Format>();
beforeAll(async () => {
  for (const name of formatNames) loaded.set(name, await formatters[name].load());
});
const format = (name: FormatName, ...results: Checked[]) => loaded.get(name)?.(results, plain) ?? '';

describe('cli/formatters/text', () => {
  it('shows file, line, caret, message, rule and fix, and ends with counts, verdict and identity', () => {
    const warning = findingOf({ severity: 'warning', blocks: false, file: 'icon.png', line: null, column: null });
    const checked = checkedOf({ findings: [findingOf({}), warning] }, [{ text: '    "title": "x"', caret: 13 }, null]);

    expect(format('text', checked)).toBe(`my connector

  apiDefinition.swagger.json
    4:14  error  The title has 38 characters.  title-max-length
      4 |     "title": "x"
        |              ^
      fix: Shorten it.

  icon.png
    warning  The title has 38 characters.  title-max-length
      fix: Shorten it.

  This blocks:
    apiDefinition.swagger.json:4:14  title-max-length

  fail  1 error, 1 warning  12 ms
  package sha256:def
  engine 1.2.3 · ruleset 2026-01-02 sha256:abc
`);
  });

  it('names the places that block again below what does not, up to a number', () => {
    const told = findingOf({ severity: 'info', blocks: false });
    const many = Array.from({ length: 22 }, (_, index) => findingOf({ line: index + 1 }));

    expect(format('text', checkedOf({ findings: many }))).not.toContain('block:');
    expect(format('text', checkedOf({ findings: [told, ...many] }))).toMatch(
      /These 22 block:\n[^]*20:14 [^]*and 2 more\n/,
    );
  });

  it('counts what is waived on its own, and says which ratchet blocks', () => {
    const waived = findingOf({ status: 'waived', blocks: false });
    const told = findingOf({ severity: 'ratchet', status: 'carried', blocks: false });
    const touched = findingOf({ severity: 'ratchet', status: 'carried' });

    const printed = format('text', checkedOf({ findings: [waived, told, touched] }));

    expect(printed).toContain('fail  2 ratchet, 1 waived  12 ms');
    expect(printed).toContain('error (waived)');
    expect(printed.match(/ratchet \(.*?\)/g)).toEqual(['ratchet (carried)', 'ratchet (carried, blocks)']);
  });

  it('folds repeats of what blocks nothing, file by file', () => {
    const repeats = ['a.json', 'b.json'].flatMap(file =>
      Array.from({ length: 5 }, () => findingOf({ file, severity: 'info', blocks: false })),
    );
    const checked = checkedOf({ findings: repeats });

    expect(format('text', checked)).toContain('Not shown (--all shows them): 4 of title-max-length.');
    expect(format('text', { ...checked, all: true })).not.toContain('Not shown');
  });

  it('says of a check that did not run why it did not', () => {
    const notRun = [{ stage: 'lint', check: 'readme', reason: 'the definition is not valid JSON' }] as const;

    expect(format('text', checkedOf({ verdict: 'inconclusive', notRun }))).toContain(
      'not run lint: readme: the definition is not valid JSON',
    );
  });

  it('tells all checks of one reason together', () => {
    const notRun = ['a', 'b', 'c', 'd', 'e'].map(check => ({ stage: 'lint', check, reason: 'no JSON' }) as const);
    const checked = checkedOf({ verdict: 'inconclusive', notRun });

    expect(format('text', checked)).toContain('not run lint: a, b, c and 2 more: no JSON\n');
    expect(format('text', { ...checked, all: true })).toContain('not run lint: a, b, c, d, e: no JSON\n');
    expect(format('markdown', checked)).toContain('- not run: lint: a, b, c and 2 more: no JSON\n');
  });

  it('tells calls that one cause kept from being made together, though each reason names its operation', () => {
    const notRun = ['A', 'B', 'C', 'D'].map(name => {
      const reason = `${name} was not called: the connection does not work.`;
      return { stage: 'functional', check: `functional/${name}`, reason } as const;
    });

    expect(format('text', checkedOf({ verdict: 'inconclusive', notRun }))).toContain(
      'not run functional: functional/A, functional/B, functional/C and 1 more: was not called: the connection does not work.\n',
    );
  });

  it('obeys no control character of a stranger', () => {
    expect(format('text', checkedOf({ findings: [findingOf({ message: hostile, file: hostile })] }))).not.toMatch(
      obeyed,
    );
  });
});

describe('cli/formatters/json', () => {
  it('is one object a line, and gives back exactly what was found', () => {
    const checked = checkedOf({ findings: [findingOf({ message: `${hostile}\u009b` })] });

    const lines = format('json', checked, checkedOf({})).trimEnd().split('\n');

    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toEqual(checked.result);
    expect(lines[0]).not.toMatch(obeyed);
  });
});

describe('cli/formatters/github', () => {
  it('is one annotation a finding that no text can break out of', () => {
    const checked = checkedOf({ findings: [findingOf({ message: hostile, rule: 'a,b:c' })] });

    expect(format('github', checked)).toBe(
      '::error file=my connector/apiDefinition.swagger.json,line=4,col=14,title=a%2Cb%3Ac::' +
        'line one%0Aline two \u001b[31m<b>%25,:|`"&\u202e Fix: Shorten it.\n',
    );
  });
});

describe('cli/formatters/markdown', () => {
  it('keeps a table a table, and text text', () => {
    const table = format('markdown', checkedOf({ findings: [findingOf({ message: hostile })] }));

    expect(table.split('\n').filter(line => line.startsWith('|'))).toHaveLength(3);
    expect(table).not.toContain('<b>');
    expect(table).toContain('\\|\\`');
  });
});

describe('cli/formatters/junit', () => {
  it('fails a case where a finding blocks, and escapes what XML reads', () => {
    const xml = format('junit', checkedOf({ findings: [findingOf({ message: hostile })] }), checkedOf({}));

    expect(xml).toContain('tests="1" failures="1" errors="0"');
    expect(xml).toContain('name="all rules"');
    expect(xml).toContain('line one&#10;line two \ufffd[31m&lt;b&gt;%,:|`&quot;&amp;');
  });
});

/** The published schema, with what another draft of JSON Schema names differently left out. */
const {
  $schema: _draft,
  id: _id,
  ...sarifSchema
} = JSON.parse(readFileSync(new URL('../../../test/support/sarif-2.1.0.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;
const isSarif = new Ajv({
  strict: false,
  unicodeRegExp: false,
  formats: { uri: true, 'uri-reference': true, 'date-time': true },
}).compile(sarifSchema);

describe('cli/formatters/sarif', () => {
  it.each([
    [
      'findings of every kind',
      [
        findingOf({}),
        findingOf({ severity: 'info', blocks: false, status: 'waived', message: hostile }),
        findingOf({
          severity: 'ratchet',
          status: 'carried',
          line: null,
          column: null,
          pointer: null,
          file: 'icon.png',
        }),
      ],
    ],
    ['no finding', []],
  ])('is valid by the published schema: %s', (_, findings) => {
    const notRun = [{ stage: 'lint', check: 'readme-title', reason: 'The package has no README.md.' }] as const;
    const log: unknown = JSON.parse(format('sarif', checkedOf({ findings }), checkedOf({ notRun, path: 'ä b/c' })));

    isSarif(log);

    expect(isSarif.errors).toBeNull();
  });

  it('is told from a log that is not valid', () => {
    expect(isSarif({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  it('marks what is waived and what was there before', () => {
    const findings = [findingOf({ status: 'waived' }), findingOf({ status: 'carried' })];
    const log = JSON.parse(format('sarif', checkedOf({ findings }))) as { runs: { results: object[] }[] };

    expect(log.runs[0]?.results).toMatchObject([
      { suppressions: [{ kind: 'external', status: 'accepted' }] },
      { baselineState: 'unchanged' },
    ]);
  });

  it('names every rule once and points results at it', () => {
    const log = JSON.parse(format('sarif', checkedOf({ findings: [findingOf({}), findingOf({ line: null })] }))) as {
      runs: { tool: { driver: { rules: unknown[] } }; results: { ruleIndex: number; locations: unknown[] }[] }[];
    };

    expect(log.runs[0]?.tool.driver.rules).toHaveLength(1);
    expect(log.runs[0]?.results.map(result => result.ruleIndex)).toEqual([0, 0]);
    expect(log.runs[0]?.results[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'my%20connector/apiDefinition.swagger.json' },
          region: { startLine: 4, startColumn: 14 },
        },
      },
    ]);
  });
});
