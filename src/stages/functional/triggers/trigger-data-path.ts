import type { Operation } from '../../../runtime/definition.js';
import { textOf } from '../../../runtime/json.js';
import type { ConnectorProperties } from '../../../runtime/properties.js';

/** Where the policy `pollingtrigger` of an operation says that its answer has the entries, as it is written; null without one. */
export function triggerDataPathOf({ operationId }: Operation, { policies }: ConnectorProperties): string | null {
  const policy = policies.find(
    ({ template, operationIds }) =>
      template === 'pollingtrigger' && (operationIds.length === 0 || operationIds.includes(operationId)),
  );
  return textOf(policy?.parameters.triggerDataPath);
}
