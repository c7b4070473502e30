import { createHash } from 'node:crypto';
import { MemoryCatalog } from '../../adapters/memory/catalog.js';
import { packageOf } from '../../core/package-content.js';
import { noPromotionRule } from '../../core/promotion.js';
import { defaultPromotionPolicy, defaultReviewPolicy } from '../../core/review.js';
import type { ReviewPolicy } from '../../core/review.js';
import type { Subject } from '../../core/stage.js';
import { failing, passing } from '../../../test/support/claimed-step.js';
import { filesOf, subjectOf } from '../../../test/support/publication.js';
import { previewStage } from './stage.js';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const contentOf = (changes: Parameters<typeof filesOf>[0] = {}) => packageOf(filesOf(changes), sha256);

interface Case {
  /** The public version; null for none. */
  readonly before?: ReturnType<typeof contentOf> | null;
  readonly after?: ReturnType<typeof contentOf>;
  readonly published?: string;
  readonly version?: string;
  readonly policy?: Partial<ReviewPolicy>;
  readonly verified?: boolean;
  readonly history?: Subject['history'];
}

async function waits(its: Case) {
  const { before = contentOf(), after = contentOf(), published = '1.0.0', version = '1.1.0' } = its;
  const baseline = { publisher: 'acme', connector: 'widgets', version: published, digest: before?.digest ?? '' };
  const subject = subjectOf();
  const stage = previewStage({
    catalog: new MemoryCatalog(before === null ? [] : [{ version: baseline, content: before }]),
    policy: { ...defaultReviewPolicy, ...its.policy },
    promotion: { ...defaultPromotionPolicy, careful: { ...noPromotionRule, runs: 50 } },
    isVerified: () => its.verified ?? true,
  });
  const outcome = await stage.run(
    {
      ...subject,
      submission: { ...subject.submission, version },
      package: after,
      history: its.history ?? subject.history,
    },
    new AbortController().signal,
  );
  if (outcome.kind !== 'waiting') throw new Error('The gate did not wait');
  return outcome;
}

const definition = (parts: object) => ({ 'apiDefinition.swagger.json': JSON.stringify({ swagger: '2.0', ...parts }) });
const properties = (parts: object) => ({ 'apiProperties.json': JSON.stringify({ properties: parts }) });
const scheme = (scopes: object, url = 'https://id.example/authorize') =>
  definition({ securityDefinitions: { o: { type: 'oauth2', authorizationUrl: url, scopes } } });

/** A definition that asks for a key everywhere but where an operation says otherwise. */
const asking = (paths: object) =>
  contentOf(
    definition({
      securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
      security: [{ key: [] }],
      paths,
    }),
  );

describe('stages/preview/stage', () => {
  it('waits for a reviewer and says for what', async () => {
    const { reason, gate } = await waits({ before: null, version: '1.0.0' });

    expect(reason).toBe(
      'acme/widgets 1.0.0 stands in the preview channel and waits for a reviewer to approve, return or reject it.',
    );
    expect(gate).toEqual({
      lane: 'normal',
      risks: [{ kind: 'first-version', detail: 'No version of this connector is public yet.' }],
      approvalsNeeded: 1,
      promiseHours: 48,
      escalateAtShare: 0.75,
      evidenceUntil: '2026-03-05T04:00:00.000Z',
      promotion: { ...noPromotionRule, evidenceDays: 30 },
    });
  });

  it('lets a minor update of a verified owner with everything green into the fast lane', async () =>
    expect((await waits({})).gate).toMatchObject({ lane: 'fast', approvalsNeeded: 1, promiseHours: 24, risks: [] }));

  it.each<[string, object, object]>([
    ['adds an operation on a path of its own', { '/a': { get: {} } }, { '/a': { get: {} }, '/b': { get: {} } }],
    ['adds an operation on a path that is there', { '/a': { get: {} } }, { '/a': { get: {}, post: {} } }],
    ['names its operations in another order', { '/a': { get: {} }, '/b': {} }, { '/b': {}, '/a': { get: {} } }],
    ['says of an operation what holds anyhow', { '/a': { get: {} } }, { '/a': { get: { security: [{ key: [] }] } } }],
    [
      'adds another operation without a key',
      { '/a': { get: { security: [] } } },
      { '/a': { get: { security: [] } }, '/b': { get: { security: [] } } },
    ],
  ])('takes a version that %s for no other sign-in', async (_, before, after) =>
    expect((await waits({ before: asking(before), after: asking(after) })).gate).toMatchObject({
      lane: 'fast',
      risks: [],
    }),
  );

  it.each<[string, Case]>([
    ['the programme has closed it', { policy: { fastLane: false } }],
    ['the publisher does not own the API', { verified: false }],
    ['the major number rises', { version: '2.0.0' }],
    ['a version has no number', { version: 'next' }],
    ['nothing was tested', { history: [] }],
    ['a stage did not pass', { history: [{ ...subjectOf().history[0]!, verdict: 'inconclusive' }] }],
    [
      'a fault was waived',
      {
        history: [
          {
            ...subjectOf().history[0]!,
            report: { ...passing, findings: [{ ...failing.findings[0]!, blocks: false, status: 'waived' }] },
          },
        ],
      },
    ],
  ])('keeps an update out of the fast lane when %s', async (_, its) =>
    expect((await waits(its)).gate).toMatchObject({ lane: 'normal', approvalsNeeded: 1, promiseHours: 48 }),
  );

  it.each<[string, string, Case]>([
    [
      'new-host',
      'It sends data to b.example, which it did not.',
      { before: contentOf(definition({ host: 'a.example' })), after: contentOf(definition({ host: 'b.example' })) },
    ],
    [
      'new-host',
      'It sends data to b.example, which it did not.',
      {
        after: contentOf(
          properties({
            policyTemplateInstances: [{ parameters: { 'x-ms-apimTemplateParameter.url': 'https://b.example/x' } }],
          }),
        ),
      },
    ],
    [
      'sign-in-changed',
      'Its users sign in in another way.',
      {
        before: contentOf(scheme({ read: '' })),
        after: contentOf(scheme({ read: '' }, 'https://evil.example/authorize')),
      },
    ],
    [
      'sign-in-changed',
      'Its users sign in in another way.',
      {
        before: asking({ '/a': { get: {} } }),
        after: asking({ '/a': { get: { security: [] } } }),
      },
    ],
    [
      'sign-in-changed',
      'Its users sign in in another way.',
      {
        before: asking({ '/a': { get: {} } }),
        after: asking({ '/a': { get: {} }, '/b': { post: { security: [] } } }),
      },
    ],
    [
      'sign-in-changed',
      'Its users sign in in another way.',
      {
        before: asking({ '/a': { get: {} }, '/b': { get: { security: [] } } }),
        after: asking({ '/a': { get: { security: [] } }, '/b': { get: {} } }),
      },
    ],
    ['script-changed', 'It runs a script, which it did not.', { after: contentOf({ 'script.csx': 'class Script' }) }],
    [
      'script-changed',
      'The script that it runs was changed.',
      { before: contentOf({ 'script.csx': 'a' }), after: contentOf({ 'script.csx': 'b' }) },
    ],
    [
      'new-permission',
      'It asks its users for write, which it did not.',
      { before: contentOf(scheme({ read: '' })), after: contentOf(scheme({ read: '', write: '' })) },
    ],
    ['script-changed', 'It runs a script.', { before: null, after: contentOf({ 'script.csx': 'a' }) }],
  ])('sends %s down the careful lane: %s', async (kind, detail, its) => {
    const { gate, reason } = await waits(its);

    expect(gate).toMatchObject({ lane: 'careful', approvalsNeeded: 2, promiseHours: 72 });
    expect(gate.risks).toContainEqual({ kind, detail });
    expect(reason).toContain('waits for 2 different reviewers');
  });

  it('asks for the numbers of its lane, and takes runs for as long as other evidence', async () => {
    const after = contentOf({ 'script.csx': 'class Script' });

    expect((await waits({ after, policy: { evidenceDays: 7 } })).gate.promotion).toEqual({
      ...noPromotionRule,
      runs: 50,
      evidenceDays: 7,
    });
  });

  it('leaves it to the programme which risks need two', async () => {
    const after = contentOf({ 'script.csx': 'class Script' });

    expect((await waits({ after, policy: { carefulFor: [] } })).gate).toMatchObject({ lane: 'normal' });
    expect((await waits({ before: null, policy: { carefulFor: ['first-version'] } })).gate).toMatchObject({
      lane: 'careful',
    });
  });

  it('sees no risk in other words, less to ask for and a script that went', async () => {
    const before = contentOf({ ...scheme({ read: 'Read', write: 'Write' }), 'script.csx': 'a' });
    const after = contentOf(scheme({ read: 'Read everything' }));

    expect((await waits({ before, after })).gate).toMatchObject({ lane: 'fast', risks: [] });
  });
});
