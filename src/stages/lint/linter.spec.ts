import { createHash } from 'node:crypto';
import { defineRule } from '../../../rulesets/define-rule.js';
import type { Rule } from '../../../rulesets/define-rule.js';
import { definitionWith, filesOf, operationWith, packageWith, pathsOf } from '../../../rulesets/examples.js';
import type { ExamplePackage } from '../../../rulesets/examples.js';
import { pointerOf } from '../../../rulesets/functions/path.js';
import { openPackage } from '../../../rulesets/opened-package.js';
import { connectorProgramme, profileNamed, rulesIn } from '../../../rulesets/programme/programme.js';
import { rules } from '../../../rulesets/rules.js';
import { profiles } from '../../core/finding.js';
import type { Finding } from '../../core/finding.js';
import type { PackageContent } from '../../core/package.js';
import { verdictOf } from '../../core/verdict.js';
import { createLinter } from './linter.js';

const never = new AbortController().signal;
const linter = createLinter();
const terms = { profile: 'verified', published: null };
const rulesOf = (name: string) => rulesIn(profileNamed(connectorProgramme, name), rules);

function contentOf(example: ExamplePackage): PackageContent {
  const { files, read } = filesOf(example);
  const sha256 = (path: string) =>
    createHash('sha256')
      .update(read(path) ?? '')
      .digest('hex');
  return { digest: 'sha256:0', files: files.map(file => ({ ...file, sha256: sha256(file.path) })), read };
}

function definitionText(text: string): PackageContent {
  return contentOf(packageWith({ 'apiDefinition.swagger.json': text }));
}

const only = (findings: readonly Finding[], rule: string) => findings.filter(finding => finding.rule === rule);

describe('stages/lint/linter', () => {
  it('passes a faultless package, and names every rule of the profile as a check', async () => {
    const report = await linter.lint(contentOf(packageWith({})), terms, never);

    expect(report.findings).toEqual([]);
    expect(verdictOf(report)).toBe('pass');
    expect(report.checks).toEqual(rulesOf('verified').map(rule => ({ id: rule.id, state: 'ran' })));
  });

  it('has other checks for another profile', () => {
    const ids = profiles.map(profile => rulesOf(profile).map(rule => rule.id));

    expect(ids[0]).toContain('icon-required');
    expect(ids[1]).toContain('package-ip-no-icon');
    expect(ids[1]).not.toContain('icon-required');
  });

  it('finds through Spectral exactly what the rules find by themselves, for every bad example', async () => {
    for (const rule of rules) {
      for (const example of rule.bad) {
        const content = contentOf(example.content());
        const opened = openPackage(content, example.profile);
        const alone = [
          ...(rule.on === 'definition'
            ? rule.check(opened.definition, rule.limits)
            : await rule.check(opened, rule.limits)),
        ];

        const { findings } = await linter.lint(content, { ...terms, profile: example.profile }, never);

        const expected = alone.map(report => [
          report.message,
          'at' in report && report.at ? pointerOf(report.at) : null,
        ]);
        const found = only(findings, rule.id).map(({ message, pointer }) => [message, pointer]);
        const withPointers = found.map(([message, pointer], i) => [
          message,
          expected[i]?.[1] === null ? null : pointer,
        ]);
        expect(withPointers.sort()).toEqual(expected.sort());
      }
    }
  });

  it('gives file, line, column, pointer, fix and documentation of a finding', async () => {
    const text = '{\n  "swagger": "2.0",\n  "info": {\n    "title": "Contoso Stock API"\n  }\n}\n';

    const { findings } = await linter.lint(definitionText(text), terms, never);

    expect(only(findings, 'title-no-restricted-words')).toEqual([
      {
        rule: 'title-no-restricted-words',
        severity: 'error',
        blocks: true,
        file: 'apiDefinition.swagger.json',
        line: 4,
        column: 5,
        pointer: '/info/title',
        message: 'The title contains the restricted word "API".',
        fix: 'Call it "Contoso Stock".',
        docs: 'reference/rules/title-no-restricted-words.md',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        status: 'new',
      },
    ]);
  });

  it.each([
    ['lines that end in CR and LF', '{\r\n  "swagger": "2.0",\r\n  "host": "a/b"\r\n}', 3, 3],
    ['a byte order mark', '\uFEFF{"host": "a/b"}', 1, 2],
    ['tabs', '{\n\t"info": {},\n\t\t"host": "a/b"\n}', 3, 3],
    ['everything in one line', '{"info":{},"host":"a/b"}', 1, 12],
    ['characters outside the basic plane before it', '{"x-😀": "😀", "host": "a/b"}', 1, 16],
  ])('counts lines and columns right with %s', async (_, text, line, column) => {
    const { findings } = await linter.lint(definitionText(text), terms, never);

    expect(only(findings, 'host-valid')).toMatchObject([{ line, column, pointer: '/host' }]);
  });

  it('never takes what an author wrote for a template, a pointer or a pattern', async () => {
    const template = '{{error}} #{{1 + 1}} %2F~1~0/x';
    const content = contentOf(definitionWith({ host: template, paths: { [template]: { get: { operationId: 'A' } } } }));

    const { findings } = await linter.lint(content, terms, never);

    expect(only(findings, 'host-valid')[0]?.message).toBe(`"${template}" is not a host name.`);
    expect(only(findings, 'operation-summary-required')).toMatchObject([
      { pointer: pointerOf(['paths', template, 'get']), line: expect.any(Number) },
    ]);
    expect(only(findings, 'operation-summary-required')[0]?.line).toBeGreaterThan(1);
  });

  it('A49: says that a rule of ours failed, keeps what the others found, and is inconclusive', async () => {
    const broken = (on: 'definition' | 'package', id: string): Rule =>
      defineRule({
        on,
        id,
        severity: 'error',
        description: 'A rule that fails.',
        file: 'README.md',
        docs: { why: 'To see.', fix: 'None.', source: 'None.' },
        *check() {
          yield { at: ['host'], message: 'Half a result.' };
          throw new TypeError('x is undefined');
        },
        examples: { of: packageWith, good: [{}], bad: [{ part: {}, at: [''] }] },
      });
    const withBroken = createLinter({
      ...connectorProgramme,
      rules: [...rules, broken('definition', 'breaks'), broken('package', 'breaks-too')],
    });

    const report = await withBroken.lint(contentOf(operationWith({ summary: '' })), terms, never);

    expect(report.checks.filter(check => check.state === 'not-run')).toEqual([
      { id: 'breaks', state: 'not-run', reason: 'The rule breaks failed: x is undefined.', fault: 'ours' },
      { id: 'breaks-too', state: 'not-run', reason: 'The rule breaks-too failed: x is undefined.', fault: 'ours' },
    ]);
    expect(report.findings.map(finding => finding.rule)).toEqual(['operation-summary-required']);
    expect(verdictOf(report)).toBe('inconclusive');
  });

  it.each([
    [
      'is cut off',
      '{"swagger": "2.0", "info": {',
      'apiDefinition.swagger.json is not a JSON object; see its own findings.',
    ],
    ['is no object', '[]', 'apiDefinition.swagger.json is not a JSON object; see its own findings.'],
    ['is empty', '', 'apiDefinition.swagger.json is not a JSON object; see its own findings.'],
    ['is missing', null, 'The package has no apiDefinition.swagger.json.'],
  ])('fails a package whose definition %s, and says which rules could not run', async (_, text, reason) => {
    const content = contentOf(packageWith({ 'apiDefinition.swagger.json': text }));

    const report = await linter.lint(content, terms, never);

    const definitionRules = rulesOf('verified').filter(rule => rule.on === 'definition');
    for (const { id } of definitionRules) {
      expect(report.checks).toContainEqual({ id, state: 'not-run', reason, fault: 'yours' });
    }
    expect(report.findings.some(finding => finding.blocks)).toBe(true);
    expect(verdictOf(report)).toBe('fail');
  });

  it('goes on after a mistake in the syntax whose meaning is plain, so that one run shows everything', async () => {
    const report = await linter.lint(definitionText('{\n  "swagger": "2.0",\n  "host": "a/b",\n}'), terms, never);

    expect(only(report.findings, 'json-valid')).toMatchObject([{ line: 3 }]);
    expect(only(report.findings, 'host-valid')).toMatchObject([{ line: 3, column: 3 }]);
    expect(verdictOf(report)).toBe('fail');
  });

  it('follows no reference: neither to another file or server, nor in a circle, nor to twice itself', async () => {
    const levels = Array.from({ length: 60 }, (_, n) => [
      `A${n + 1}`,
      { type: 'object', properties: { a: { $ref: `#/definitions/A${n}` }, b: { $ref: `#/definitions/A${n}` } } },
    ]);
    const definitions = {
      ...Object.fromEntries(levels),
      A0: { type: 'object', properties: { self: { $ref: '#/definitions/A0' } } },
      File: { properties: { file: { $ref: '../../etc/hostname' }, server: { $ref: 'http://127.0.0.1:9/x' } } },
    };

    const { findings } = await linter.lint(contentOf(definitionWith({ definitions })), terms, never);

    expect(only(findings, 'schema-ref-valid').map(finding => [finding.rule, finding.pointer])).toEqual([
      ['schema-ref-valid', '/definitions/File/properties/file/$ref'],
      ['schema-ref-valid', '/definitions/File/properties/server/$ref'],
    ]);
  });

  it('lists at most a thousand faults of one kind, and says so', async () => {
    const properties = Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`p${n}`, { type: 'array' }]));

    const { findings } = await linter.lint(
      contentOf(definitionWith({ definitions: { A: { type: 'object', properties } } })),
      terms,
      never,
    );

    expect(only(findings, 'array-items-required')).toHaveLength(1000);
    expect(findings.filter(finding => finding.message.includes('Only the first 1000'))).toHaveLength(1);
  });

  it('keeps the fingerprint of a finding when its operation moves to another path, and changes it with the operation', async () => {
    const fingerprintAt = async (path: string, operationId: string) => {
      const paths = { [path]: { get: { operationId, summary: 'Get', description: 'Gets.', responses: {} } } };
      const { findings } = await linter.lint(contentOf(definitionWith({ paths })), terms, never);
      const found = only(findings, 'operation-response-required');
      expect(found).toHaveLength(1);
      return found[0]?.fingerprint;
    };

    const before = await fingerprintAt('/a', 'GetA');

    expect(await fingerprintAt('/v2/a', 'GetA')).toBe(before);
    expect(await fingerprintAt('/a', 'GetB')).not.toBe(before);
  });

  it('gives findings of two operations with one id fingerprints of their own', async () => {
    const content = contentOf(pathsOf({ '/a': ['get Same'], '/b': ['get Same'], '/c': ['get Same'] }));

    const { findings } = await linter.lint(content, terms, never);

    expect(only(findings, 'operation-id-unique')).toHaveLength(2);
    expect(new Set(findings.map(finding => finding.fingerprint)).size).toBe(findings.length);
  });

  it('gives the same report each time, in the order of the files', async () => {
    const content = contentOf(definitionWith({ host: 'a/b', schemes: ['http'], info: { title: 'My API' } }));

    const [first, second] = [await linter.lint(content, terms, never), await linter.lint(content, terms, never)];

    expect(second).toEqual(first);
    const lines = first.findings.map(finding => finding.line ?? 0);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('stops when it is told to', async () => {
    const reason = new Error('the lease is lost');

    await expect(linter.lint(contentOf(packageWith({})), terms, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
