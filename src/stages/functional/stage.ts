import type { ConnectionChange, Connections } from '../../core/ports/connections.js';
import type { Stage } from '../../core/stage.js';
import { testPackage } from './test-package.js';
import type { TestTools } from './test-package.js';

export interface FunctionalTools extends TestTools {
  readonly connections: Connections;
}

/**
 * Calls every operation of the connector through Newman and the runtime, and judges what the runtime recorded. Throws
 * `connection-parameter-missing` and what else `prepareSignIn` throws when there is no credential to call it with, `newman-unavailable`
 * when nothing can be run.
 */
export function functionalStage(tools: FunctionalTools): Stage {
  return {
    name: 'functional',
    kind: 'check',
    offline: false,
    async run({ submission, package: content }, signal) {
      if (content === null) throw new Error('The functional stage was reached without a package.');
      const store = {
        read: () => tools.connections.get(submission.id),
        change: (change: ConnectionChange) => tools.connections.change(submission.id, change),
      };
      const subject = { content, profile: submission.profile };
      const { report } = await testPackage(subject, store, tools, signal);
      return { kind: 'checked', report };
    },
  };
}
