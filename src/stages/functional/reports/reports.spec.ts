import { createHash } from 'node:crypto';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { StoredRecord } from '../replay/stored-record.js';
import { reportOf, reportOfNothing } from './functional-report.js';
import { htmlReport } from './html.js';
import { junitReport } from './junit.js';

const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&\`\u202e\u0007]]>`;

function bodyOf(text: string) {
  return { encoding: 'utf-8' as const, text, size: Buffer.byteLength(text), cut: false };
}

function exchangeOf(caseId: string, status: number, durationMs = 5) {
  return {
    run: 'main' as const,
    caseId,
    operationId: hostile,
    startedAt: '2026-01-02T03:04:05.000Z',
    request: {
      method: 'GET',
      url: `https://x.example/${hostile}`,
      headers: [[hostile, hostile]] as [string, string][],
      body: bodyOf(hostile),
    },
    route: 'direct' as const,
    connectedTo: hostile,
    result: {
      kind: 'answer' as const,
      status,
      headers: [[hostile, hostile]] as [string, string][],
      body: bodyOf(JSON.stringify({ [hostile]: hostile })),
    },
    durationMs,
    secretsInAnswer: 0,
  };
}

const finding = {
  rule: 'functional-operation-2xx',
  severity: 'error' as const,
  blocks: true,
  file: 'apiDefinition.swagger.json',
  line: 3,
  column: 4,
  pointer: '/paths/~1a/get',
  message: `Refused ${hostile}`,
  fix: hostile,
  docs: 'reference/functional-checks.md#functional-operation-2xx',
  fingerprint: 'f'.repeat(64),
  status: 'new' as const,
};

const fault = { rule: finding.rule, severity: 'error' as const, message: finding.message, fix: finding.fix };
const caseOf = (id: string, kind: string, verdict: 'passed' | 'warned' | 'failed' | 'not-run') => ({
  case: id,
  kind,
  about: hostile,
  verdict,
  reason: verdict === 'not-run' ? `${hostile} was down` : null,
  fault: verdict === 'not-run' ? ('upstream' as const) : null,
  faults: verdict === 'failed' ? [fault] : [],
});

/** A record of one operation of everything, in which every text is an attack. */
const record: StoredRecord = {
  package: `sha256:${'a'.repeat(64)}`,
  profile: hostile,
  engine: { name: 'assay', version: '1.2.3' },
  ruleset: { id: 'connector', version: '2026-01-02', digest: 'sha256:abc' },
  connector: { title: hostile, version: hostile, host: hostile, basePath: '' },
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:04:07.500Z',
  verdict: 'inconclusive',
  checks: [
    { id: 'functional/A', state: 'ran' },
    { id: `functional/A/${hostile}`, state: 'not-run', reason: `${hostile} was down`, fault: 'upstream' },
  ],
  findings: [finding, { ...finding, file: 'tests/values.json', rule: 'functional-test-values', pointer: '' }],
  operations: [
    {
      operationId: hostile,
      method: 'get',
      path: '/a',
      pointer: '/paths/~1a/get',
      summary: hostile,
      testability: 'testable',
      untestable: null,
      triggerDataPath: null,
    },
  ],
  runs: [
    {
      name: 'main',
      refusedRequests: 0,
      summary: {
        end: 'completed',
        requests: 3,
        failures: 0,
        note: hostile,
        isolation: hostile,
        assertions: [],
        assertionsLeftOut: 0,
      },
    },
  ],
  ownReached: true,
  ownRefusal: null,
  own: [
    {
      path: `tests/${hostile}.postman_collection.json`,
      limitMs: 1,
      refusedRequests: 0,
      exchanges: [],
      summary: {
        end: 'completed',
        requests: 1,
        failures: 1,
        note: null,
        isolation: 'namespaces',
        assertions: [{ item: hostile, name: hostile, passed: false, error: hostile }],
        assertionsLeftOut: 0,
      },
    },
  ],
  planned: [
    { case: 'case-1', kind: 'success', about: hostile, operationId: hostile, signedIn: true },
    { case: 'case-2', kind: 'no-credential', about: hostile, operationId: hostile, signedIn: false },
    { case: 'case-3', kind: 'webhook', about: hostile, operationId: hostile, signedIn: true },
  ],
  noCallbacks: null,
  triggers: [
    {
      case: 'case-3',
      exchanges: [exchangeOf('case-3-event-1', 201)],
      notifications: [
        {
          phase: 'after-event',
          receivedAt: '2026-01-02T03:04:06.000Z',
          method: hostile,
          headers: [[hostile, hostile]],
          body: { encoding: 'utf-8', text: hostile },
        },
      ],
    },
  ],
  chains: [{ creates: hostile, uses: [hostile], removes: hostile }],
  leftovers: [{ creates: hostile, id: hostile, reason: hostile }],
  coverage: {
    operations: [
      {
        operationId: hostile,
        trigger: hostile,
        documented: ['200', '404'],
        unseen: ['404'],
        seen: [{ status: 200, signedIn: true, times: 2, declared: true }],
        cases: [
          caseOf('case-1', 'success', 'failed'),
          caseOf('case-2', 'no-credential', 'not-run'),
          caseOf('case-3', 'webhook', 'passed'),
        ],
        untested: [{ kind: 'paging', reason: hostile }],
      },
    ],
    totals: {
      operations: 1,
      tested: 1,
      documentedStatuses: 2,
      seenStatuses: 1,
      cases: 3,
      triggers: 1,
      triggersTested: 0,
    },
  },
  strength: {
    possible: 3,
    judged: 2,
    noticed: 1,
    share: 0.5,
    survivors: [{ caseId: 'case-1', operationId: hostile, mutation: hostile, at: hostile }],
  },
  exchanges: [exchangeOf('case-1', 200), { ...exchangeOf('case-1-again-2', 503, 7) }],
};

const elements = new Set(
  'html head meta title style body a main header h1 h2 h3 h4 p span section ul li b nav div table thead tr th tbody td details summary code pre dl dt dd br footer'.split(
    ' ',
  ),
);
const attributes = new Set(
  'lang charset http-equiv content name class id href aria-label aria-labelledby tabindex role data-label open'.split(
    ' ',
  ),
);

describe('stages/functional/reports/html', () => {
  const page = htmlReport(reportOf(record), record);

  it('makes no markup of what strangers wrote: every tag and attribute is one of ours', () => {
    const inside = page.replace(/<style>[^]*?<\/style>/, '').replace('<!doctype html>', '');
    const tags = [...inside.matchAll(/<(\/?)([^\s>]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)];

    expect(inside.split('<').length - 1).toBe(tags.length);
    expect([...new Set(tags.map(([, , name]) => name))].filter(name => !elements.has(name ?? ''))).toEqual([]);
    const names = tags.flatMap(([, , , rest = '']) =>
      [...rest.matchAll(/([\w-]+)(?:="[^"]*")?/g)].map(([, name]) => name ?? ''),
    );
    expect([...new Set(names)].filter(name => !attributes.has(name))).toEqual([]);
    const links = [...page.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, to]) => to);
    expect(links.every(to => /^#[a-z0-9-]+$/.test(to ?? ''))).toBe(true);
  });

  it('shows what could hide or re-order text as visible escapes', () => {
    expect(['\u202e', '\u0007'].filter(character => page.includes(character))).toEqual([]);
    expect(page).toContain('\\u{202e}');
  });

  it('allows itself nothing but its own style', () => {
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');

    expect(page).toContain(
      `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(style).not.toMatch(/url\(|@import/);
  });

  it('has every link lead somewhere, and every call, finding, notification and test', () => {
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);

    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter(id => !page.includes(` id="${id}"`))).toEqual([]);
    expect(page.match(/https:\/\/x\.example/g)).toHaveLength(3);
    expect(page).toContain('called back: ');
    expect(page).toContain('call 2 of this case');
    expect(page).toContain('functional-test-values');
    expect(page).toContain('The API could not be reached');
    expect(page).toContain('Besides, 2 findings block.');
  });

  it('says what kept it from calling anything when there is no record', () => {
    const nothing = reportOfNothing(record, { verdict: 'fail', checks: [], findings: [finding] });

    expect(htmlReport(nothing, null)).toContain('The author’s turn: 1 finding blocks.');
  });
});

describe('stages/functional/reports/functional-report', () => {
  it('counts by operation, and tells whose turn it is', () => {
    const report = reportOf(record);

    expect(report).toMatchObject({
      verdict: 'inconclusive',
      fault: 'upstream',
      durationMs: 2_500,
      totals: {
        cases: { all: 3, passed: 1, warned: 0, failed: 1, 'not-run': 1 },
        calls: 3,
        findings: { blocking: 2, warning: 0, info: 0, waived: 0 },
      },
    });
    expect(report.operations[0]).toMatchObject({ status: 'failed', findings: [finding] });
    expect(report.operations[0]?.cases.map(({ answers, durationMs }) => [answers, durationMs])).toEqual([
      [[200, 503], 12],
      [[], 0],
      [[201], 5],
    ]);
    expect(report.findings.map(({ rule }) => rule)).toEqual(['functional-test-values']);
  });

  it('shows a finding that was waived as waived, and blames nobody for it', () => {
    const waived = { ...finding, blocks: false, status: 'waived' as const };

    const report = reportOf(record, { verdict: 'pass', checks: [], findings: [waived] });

    expect(report).toMatchObject({ verdict: 'pass', fault: null, totals: { findings: { blocking: 0, waived: 1 } } });
  });
});

interface Attributes {
  readonly [name: string]: unknown;
}

/** What Jenkins' junit-10.xsd allows, as far as it is used here: element → its attributes (`!` required) and children. */
const schema: Readonly<
  Record<string, { readonly attributes: readonly string[]; readonly children: readonly string[] }>
> = {
  testsuites: { attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'], children: ['testsuite'] },
  testsuite: {
    attributes: ['name!', 'tests!', 'failures', 'errors', 'skipped', 'time', 'timestamp'],
    children: ['testcase'],
  },
  testcase: { attributes: ['name!', 'classname', 'time'], children: ['failure', 'error', 'skipped', 'system-out'] },
  failure: { attributes: ['message'], children: [] },
  error: { attributes: ['message'], children: [] },
  skipped: { attributes: ['message'], children: [] },
  'system-out': { attributes: [], children: [] },
};

/** What an element has that the schema does not allow. */
function violations(name: string, element: unknown): string[] {
  const rule = schema[name];
  if (rule === undefined) return [`<${name}> is no element of JUnit`];
  if (typeof element !== 'object' || element === null)
    return rule.attributes.some(one => one.endsWith('!')) ? [`<${name}> is bare`] : [];
  const members = Object.entries(element as Attributes);
  const given = members.filter(([key]) => key.startsWith('@')).map(([key]) => key.slice(1));
  const required = rule.attributes.filter(one => one.endsWith('!')).map(one => one.slice(0, -1));
  return [
    ...required.filter(one => !given.includes(one)).map(one => `<${name}> lacks ${one}`),
    ...given
      .filter(one => !rule.attributes.some(known => known.replace('!', '') === one))
      .map(one => `<${name}> has ${one}`),
    ...members
      .filter(([key]) => !key.startsWith('@') && key !== '#text')
      .flatMap(([child, value]) =>
        rule.children.includes(child)
          ? [value].flat().flatMap(one => violations(child, one))
          : [`<${child}> in <${name}>`],
      ),
  ];
}

describe('stages/functional/reports/junit', () => {
  const xml = junitReport(reportOf(record));
  const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' }).parse(xml) as {
    testsuites: {
      testsuite: { '@tests': string; '@failures': string; '@errors': string; '@skipped': string; testcase: unknown }[];
    };
  };

  it('is well-formed, and nothing that JUnit does not know', () => {
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(violations('testsuites', parsed.testsuites)).toEqual([]);
    expect(violations('testsuites', { testsuite: { '@tests': '1', odd: '' } })).toEqual([
      '<testsuite> lacks name',
      '<odd> in <testsuite>',
    ]);
  });

  it('has a suite an operation, a collection, and one for the package; the counts are those of the cases', () => {
    const counts = parsed.testsuites.testsuite.map(suite => [
      suite['@tests'],
      suite['@failures'],
      suite['@errors'],
      suite['@skipped'],
      [suite.testcase].flat().length,
    ]);

    // One failed, one not run by the API's fault, one passed, one left out; its end and its failed test; a finding of the package.
    expect(counts).toEqual([
      ['4', '1', '1', '1', 4],
      ['2', '0', '0', '1', 2],
      ['1', '1', '0', '0', 1],
    ]);
    expect(parsed.testsuites).toMatchObject({ '@tests': '7', '@failures': '2', '@errors': '1', '@skipped': '2' });
  });
});
