import { definitionWith, filesOf, packageWith } from '../../../rulesets/examples.js';
import type { ExamplePackage } from '../../../rulesets/examples.js';
import type { Finding } from '../../core/finding.js';
import type { PackageContent } from '../../core/package.js';
import { createLinter } from './linter.js';

const linter = createLinter();
const never = new AbortController().signal;

const contentOf = (example: ExamplePackage): PackageContent => {
  const { files, read } = filesOf(example);
  return { digest: 'sha256:0', files: files.map(file => ({ ...file, sha256: '' })), read };
};

const operation = (id: string, changes: object = {}) => ({
  operationId: id,
  summary: `${id.replace(/([a-z])([A-Z])/g, '$1 $2')}`,
  description: 'Looks something up.',
  responses: { default: { description: 'What was found.' } },
  ...changes,
});

/** Two operations that each break a rule of severity ratchet: `default` is their only response. */
const published = definitionWith({ paths: { '/a': { get: operation('ListA') }, '/b': { get: operation('ListB') } } });

async function found(now: ExamplePackage, before: ExamplePackage | null): Promise<Finding[]> {
  const terms = { profile: 'verified', published: before && contentOf(before) };
  const { findings } = await linter.lint(contentOf(now), terms, never);
  return findings.filter(finding => finding.rule === 'response-not-only-default');
}

const told = (findings: readonly Finding[]) => findings.map(({ pointer, status, blocks }) => [pointer, status, blocks]);

describe('stages/lint/ratchet', () => {
  it('blocks on all of it where nothing is public', async () => {
    expect(told(await found(published, null)).map(([, ...rest]) => rest)).toEqual([
      ['new', true],
      ['new', true],
    ]);
  });

  it('only tells of what was there before and is untouched, wherever it moved', async () => {
    const moved = definitionWith({
      paths: { '/v2/b': { get: operation('ListB') }, '/a': { get: operation('ListA') } },
    });

    expect((await found(moved, published)).map(({ status, blocks }) => [status, blocks])).toEqual([
      ['carried', false],
      ['carried', false],
    ]);
  });

  it('blocks on the element that was touched, and on that alone', async () => {
    const touched = definitionWith({
      paths: {
        '/a': { get: operation('ListA', { description: 'Lists what there is.' }) },
        '/b': { get: operation('ListB') },
      },
    });

    expect((await found(touched, published)).map(({ status, blocks }) => [status, blocks])).toEqual([
      ['carried', true],
      ['carried', false],
    ]);
  });

  it('blocks on what is new', async () => {
    const more = definitionWith({
      paths: {
        '/a': { get: operation('ListA') },
        '/b': { get: operation('ListB') },
        '/c': { get: operation('ListC') },
      },
    });

    expect((await found(more, published)).map(({ status, blocks }) => [status, blocks])).toEqual([
      ['carried', false],
      ['carried', false],
      ['new', true],
    ]);
  });

  it('lets other weights block as they do, and says that they were there', async () => {
    const bad = definitionWith({ host: 'a/b' });
    const { findings } = await linter.lint(contentOf(bad), { profile: 'verified', published: contentOf(bad) }, never);

    expect(findings.map(({ rule, status, blocks }) => [rule, status, blocks])).toEqual([
      ['host-valid', 'carried', true],
    ]);
  });

  it('compares an element with a number that no program can hold', async () => {
    const text = new TextDecoder().decode(published.get('apiDefinition.swagger.json'));
    const endless = packageWith({
      'apiDefinition.swagger.json': text.replaceAll('"summary"', '"x-most": 1e400, "summary"'),
    });

    expect((await found(endless, endless)).map(({ blocks }) => blocks)).toEqual([false, false]);
  });

  it('takes a published version that cannot be read for one that says nothing', async () => {
    const broken = packageWith({ 'apiDefinition.swagger.json': '{' });

    expect((await found(published, broken)).map(({ status, blocks }) => [status, blocks])).toEqual([
      ['new', true],
      ['new', true],
    ]);
  });
});
