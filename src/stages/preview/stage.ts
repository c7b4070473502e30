import type { Stage } from '../../core/stage.js';

/** The gate before the public: the version stands in the preview channel until a reviewer approves, returns or rejects it. */
export function previewStage(): Stage {
  return {
    name: 'preview',
    kind: 'gate',
    offline: false,
    run({ submission: { publisher, connector, version } }) {
      const named = version === null ? `${publisher}/${connector}` : `${publisher}/${connector} ${version}`;
      const reason = `${named} stands in the preview channel and waits for a reviewer to approve, return or reject it.`;
      return Promise.resolve({ kind: 'waiting', reason });
    },
  };
}
