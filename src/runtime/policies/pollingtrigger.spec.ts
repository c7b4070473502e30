import { answerAfter, policy, requestAfter, unsupportedReason } from '../../../test/support/policies.js';

const poll = (triggerConfig: unknown, triggerDataPath: unknown = '@triggerBody().files') => [
  { ...policy('pollingtrigger', { triggerConfig, triggerDataPath }), type: 'PollingTrigger' },
];
const since = poll({ after: '@{triggerBody().files[0].created}' });
const answered = (body: unknown, polls: Map<string, ReadonlyMap<string, string>>, status = 200) =>
  answerAfter(since, { status, body: Buffer.from(JSON.stringify(body)) }, { polls });

describe('runtime/policies/pollingtrigger', () => {
  it('carries what was answered into the next poll, and on over an empty one', async () => {
    const polls = new Map<string, ReadonlyMap<string, string>>();

    expect(await requestAfter(since, { polls })).toMatchObject({ query: [['a', '1']] });
    expect(answered({ files: [{ created: '2024-01-02' }, { created: '2024-01-01' }] }, polls)).toEqual({
      kind: 'unchanged',
    });
    expect(await requestAfter(since, { polls })).toMatchObject({
      query: [
        ['a', '1'],
        ['after', '2024-01-02'],
      ],
    });
    answered({ files: [] }, polls);
    answered({ files: [{ created: '2030' }] }, polls, 500);
    expect(await requestAfter(since, { polls })).toMatchObject({
      query: [
        ['a', '1'],
        ['after', '2024-01-02'],
      ],
    });
  });

  it('keeps numbers digit by digit', () => {
    const polls = new Map<string, ReadonlyMap<string, string>>();

    answerAfter(since, { body: Buffer.from('{"files":[{"created":12345678901234567891}]}') }, { polls });

    expect([...(polls.values().next().value ?? [])]).toEqual([['after', '12345678901234567891']]);
  });

  it.each([
    ['another expression', poll({ after: '@{utcNow()}' })],
    ['a link to the next page', poll({ 'x-ms-triggerConfig-nextLink': '@{triggerBody().next}' })],
    ['nothing to carry', poll({})],
    ['no path to the data', poll({ after: 'x' }, 'files')],
  ])('cannot work with %s', (_what, instances) => expect(unsupportedReason(instances)).toMatch(/pollingtrigger/));
});
