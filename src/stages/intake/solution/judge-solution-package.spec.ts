import { zipTree } from '../../../../test/support/solution-zip.js';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { verdictOf } from '../../../core/verdict.js';
import { customizations, exampleName, exampleNow, manifest, packageTree, places } from './example.js';
import { judgeSolutionPackage } from './judge-solution-package.js';
import { readSolutionPackage } from './read-solution-package.js';

async function judged(upload: Uint8Array, asked: { plugin?: boolean; source?: unknown; address?: string } = {}) {
  const reading = await readSolutionPackage(upload, exampleName);
  const report = judgeSolutionPackage(reading, { plugin: false, now: exampleNow, ...asked }, exampleName);
  return {
    ...report,
    files: reading.files,
    verdict: verdictOf(report),
    rules: report.findings.map(({ rule }) => rule),
  };
}

/** A package with these bytes as its inner zip. */
const around = (inner: Uint8Array) =>
  buildZip([
    { name: 'intro.md', content: '# Contoso Stock' },
    { name: 'Contoso.zip', content: inner, method: 0 },
  ]);

/** A package with these bytes as one of its solutions. */
const aroundSolution = (solution: Uint8Array) =>
  around(
    buildZip([
      { name: 'PkgAssets/ConnectorSolution.zip', content: solution, method: 0 },
      { name: 'PkgAssets/FlowSolution.zip', content: zipTree(flow), method: 0 },
    ]),
  );

const flow = {
  '[Content_Types].xml': '<Types />',
  'customizations.xml': customizations('connector', 'flows'),
  'solution.xml': manifest('0'),
  Connector: { 'contoso_policytemplateinstances.json': '[{}]' },
  Workflows: {},
};

const text = Buffer.from('This is no zip.');
const halfZip = zipTree(packageTree({})).subarray(0, 200);

describe('stages/intake/solution/judge-solution-package', () => {
  it('expects a check on source, address or plug-in only where that is asked for', async () => {
    const upload = zipTree(packageTree({}));
    const ids = async (asked: Parameters<typeof judged>[1]) => (await judged(upload, asked)).checks.map(({ id }) => id);
    const asked = {
      'pkg-source-sync': { source: {} },
      'pkg-sas-valid': { address: '' },
      'pkg-plugin-solution': { plugin: true },
    };

    for (const [id, question] of Object.entries(asked)) {
      expect(await ids({})).not.toContain(id);
      expect(await ids(question)).toContain(id);
    }
  });

  it.each([
    ['the package', text, 'archive-not-a-zip', places.outer],
    ['the package', new Uint8Array(), 'archive-empty', places.outer],
    ['the inner zip', around(text), 'archive-not-a-zip', places.inner],
    ['the inner zip', around(halfZip), 'archive-truncated', places.inner],
    ['a solution', aroundSolution(text), 'archive-not-a-zip', places.connector],
    ['a solution', aroundSolution(new Uint8Array()), 'archive-empty', places.connector],
    [
      'a solution',
      aroundSolution(buildZip([{ name: '../evil.xml', content: 'x' }])),
      'archive-path-traversal',
      `${places.connector}!../evil.xml`,
    ],
  ])('tells a fault of %s as intake tells that of an upload', async (_, upload, rule, file) => {
    const { findings, verdict } = await judged(upload);

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule, file, severity: 'error', blocks: true });
    expect(findings[0]?.message).not.toContain('upload');
    expect(verdict).toBe('fail');
  });

  it('says what was not looked at, and goes on with the rest', async () => {
    const { checks, rules, files } = await judged(
      buildZip([
        { name: 'folder/', method: 0 },
        { name: 'Contoso.zip', content: text },
      ]),
    );

    expect([...(files?.keys() ?? [])]).toEqual(['Contoso.zip']);
    expect(rules.sort()).toEqual(['archive-not-a-zip', 'pkg-root-intro-md', 'pkg-root-no-folder']);
    expect(checks).toContainEqual({ id: 'pkg-root-inner-zip', state: 'ran' });
    expect(checks).toContainEqual({
      id: 'pkg-flow-solution',
      state: 'not-run',
      reason: 'The inner zip was refused before this could be looked at.',
      fault: 'yours',
    });
  });

  it('does not say that a solution is missing while one cannot be read', async () => {
    const { rules, checks } = await judged(aroundSolution(text));

    expect(rules).toEqual(['archive-not-a-zip']);
    expect(checks.find(({ id }) => id === 'pkg-connector-solution')).toMatchObject({ state: 'not-run' });
  });

  it('names the first difference from the connector’s own definition by its place and both values', async () => {
    const source = { swagger: '2.0', info: { title: 'Contoso\u001b[2J Stock' } };
    const { findings } = await judged(zipTree(packageTree({})), { source });

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ pointer: '/info/title', line: 1, column: 34 });
    expect(findings[0]?.message).toContain('"Contoso Stock", and the folder’s holds "Contoso\\u001b[2J Stock"');
  });

  it('never shows the address that was asked about', async () => {
    for (const address of ['https://a.b/c?sig=secret', 'https://a.b/c?se=2026-01-02&sig=secret', 'sig=secret']) {
      const { findings, rules } = await judged(zipTree(packageTree({})), { address });

      expect(rules).toEqual(['pkg-sas-valid']);
      expect(JSON.stringify(findings)).not.toContain('secret');
    }
  });

  it('goes on with the folder of the usual name where another stands beside it', async () => {
    const { rules, checks } = await judged(zipTree(packageTree({ inner: { __MACOSX: { 'a.txt': '' } } })));

    expect(rules).toEqual(['pkg-inner-one-folder']);
    expect(checks.filter(({ state }) => state === 'not-run')).toEqual([]);
  });

  describe('with an archive made to exhaust memory', () => {
    const zeros = (mebibytes: number) => Buffer.alloc(mebibytes * 1024 * 1024);
    const bomb = (name: string) => buildZip([{ name, content: zeros(24) }]);
    const noise = (mebibytes: number) => {
      // Not compressible, and quickly made.
      const bytes = zeros(mebibytes);
      for (let at = 0, state = 1; at < bytes.length; at += 4) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        bytes.writeUInt32LE(state, at);
      }
      return bytes;
    };

    it.each([
      ['the package', bomb('intro.md'), `${places.outer}!intro.md`],
      ['the inner zip', around(bomb('PkgAssets/ConnectorSolution.zip')), `${places.assets}/ConnectorSolution.zip`],
      ['a solution', aroundSolution(bomb('customizations.xml')), `${places.connector}!customizations.xml`],
    ])('refuses it as %s', async (_, upload, file) => {
      const { findings } = await judged(upload);

      expect(findings.map(finding => [finding.rule, finding.file])).toEqual([['archive-ratio', file]]);
    });

    it('counts what is unpacked over all levels', async () => {
      // Each entry stays below the ratio that intake refuses; together they are more than a package may have.
      const parts = Array.from({ length: 8 }, (_, i) => ({
        name: `Connector/c${i}_openapidefinition.json`,
        content: Buffer.concat([zeros(3), noise(1).subarray(0, 40_000)]),
      }));
      const solution = buildZip(parts);
      const names = ['a', 'b', 'c'].map(name => ({ name: `PkgAssets/${name}.zip`, content: solution, method: 0 }));
      const { findings } = await judged(around(buildZip(names)));

      expect(findings.map(finding => finding.rule)).toContain('archive-too-large-unpacked');
    });

    it('looks into no more solutions than a package can have', async () => {
      const names = Array.from({ length: 90 }, (_, i) => ({ name: `PkgAssets/${i}.zip`, content: zipTree(flow) }));
      const { rules, checks } = await judged(around(buildZip(names)));

      expect(rules).toEqual(['pkg-assets-zip-count']);
      expect(checks.find(({ id }) => id === 'pkg-unmanaged')).toMatchObject({ state: 'not-run' });
    });

    it('reads no more XML than a package can have', async () => {
      const words = noise(1).toString('hex').slice(0, 150_000);
      const solution = { ...flow, 'customizations.xml': `<a>${words}</a>`, 'solution.xml': `<a>${words}</a>` };
      const { findings } = await judged(aroundSolution(zipTree(solution)));

      expect(findings.map(finding => [finding.rule, finding.file])).toContainEqual([
        'pkg-solution-files',
        `${places.connector}!solution.xml`,
      ]);
    });
  });
});
