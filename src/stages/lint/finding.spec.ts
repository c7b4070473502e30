import { definitionWith, filesOf, packageWith } from '../../../rulesets/examples.js';
import type { ExamplePackage } from '../../../rulesets/examples.js';
import { isObject } from '../../core/json-value.js';
import type { Finding } from '../../core/finding.js';
import { createLinter } from './linter.js';

const linter = createLinter();
const file = 'apiDefinition.swagger.json';

/** A definition with faults at every kind of place: operations, parameters, schemas, tags, metadata. */
const faulty = definitionWith({
  host: 'a/b',
  tags: [{ name: 'stock' }, { name: 'orders' }, { name: 'stock' }],
  'x-ms-connector-metadata': [
    { propertyName: 'Website', propertyValue: 'http://contoso.com' },
    { propertyName: 'Privacy policy', propertyValue: 'contoso' },
    { propertyName: 'Categories', propertyValue: 'Nothing' },
  ],
  paths: {
    '/a/{id}': {
      get: { operationId: 'ListA', summary: 'x'.repeat(90), parameters: [parameter('id'), parameter('b')] },
    },
    '/b': { put: { operationId: 'PutB', parameters: [parameter('c', 'query'), parameter('d', 'query')] }, get: {} },
  },
  definitions: { A: { type: 'object', properties: { x: { type: 'array' }, y: { type: 'whole' } } } },
});

function parameter(name: string, location = 'path') {
  return { name, in: location, type: 'string', required: true };
}

async function fingerprints(content: ExamplePackage): Promise<string[]> {
  return (await findings(content)).map(finding => finding.fingerprint).sort();
}

async function findings(content: ExamplePackage): Promise<readonly Finding[]> {
  const { files, read } = filesOf(content);
  const given = { digest: '', files: files.map(one => ({ ...one, sha256: '' })), read };
  const report = await linter.lint(given, { profile: 'verified', published: null }, new AbortController().signal);
  // Where sections stand is what this rule is about.
  return report.findings.filter(({ rule }) => rule !== 'style-section-order' && !rule.startsWith('style-'));
}

/** The same package with its definition written otherwise. */
function rewritten(content: ExamplePackage, write: (value: unknown) => string): ExamplePackage {
  const value: unknown = JSON.parse(new TextDecoder().decode(content.get(file)));
  return new Map([...content, [file, new TextEncoder().encode(write(value))]]);
}

/** The value with the members of every object and the elements of every list in the other order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse();
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, one]) => [name, reversed(one)] as const)
      .reverse(),
  );
}

describe('stages/lint/finding', () => {
  it('gives every finding a fingerprint of its own', async () => {
    const all = await fingerprints(faulty);

    expect(all.length).toBeGreaterThan(20);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    ['with tabs', (value: unknown) => JSON.stringify(value, null, '\t')],
    ['on one line', (value: unknown) => JSON.stringify(value)],
    ['with CRLF', (value: unknown) => JSON.stringify(value, null, 2).replaceAll('\n', '\r\n')],
    ['in another order', (value: unknown) => JSON.stringify(reversed(value), null, 2)],
  ])('knows every finding again when the file is written %s', async (_, write) => {
    expect(await fingerprints(rewritten(faulty, write))).toEqual(await fingerprints(faulty));
  });

  it('knows a fault again when its path changes and when it is a little smaller', async () => {
    const before = (await findings(faulty)).find(({ rule }) => rule === 'operation-summary-max-80');
    const moved = rewritten(faulty, value =>
      JSON.stringify(value).replace('"/a/{id}"', '"/v2/a/{id}"').replace('x'.repeat(90), 'x'.repeat(85)),
    );

    const after = (await findings(moved)).find(({ rule }) => rule === 'operation-summary-max-80');

    expect(after?.fingerprint).toBe(before?.fingerprint);
    expect(after?.pointer).not.toBe(before?.pointer);
  });

  it('tells faults of the same kind in one text apart', async () => {
    const text = '# Contoso Stock\n\n<script>a()</script>\n\n<script>b()</script>\n';
    const found = (await findings(packageWith({ 'README.md': text }))).filter(
      ({ rule }) => rule === 'readme-unsafe-content',
    );

    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});
