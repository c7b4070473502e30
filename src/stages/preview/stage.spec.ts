import { subjectOf } from '../../../test/support/publication.js';
import { previewStage } from './stage.js';

describe('stages/preview/stage', () => {
  it('waits for a reviewer and says for what', async () => {
    const outcome = await previewStage().run(subjectOf(), new AbortController().signal);

    expect(outcome).toEqual({
      kind: 'waiting',
      reason:
        'acme/widgets 1.0.0 stands in the preview channel and waits for a reviewer to approve, return or reject it.',
    });
  });
});
