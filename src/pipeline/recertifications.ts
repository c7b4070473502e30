import type { Principal } from '../core/account.js';
import type { ConnectorName, Connectors } from '../core/ports/connectors.js';
import type { Recertifications } from '../core/ports/recertifications.js';
import { problem } from '../core/problems.js';
import type { Recertification } from '../core/recertification.js';
import { hasRole, requireScope, visiblePublishers } from './access.js';
import { seenConnector } from './after-public.js';

interface Tools {
  readonly connectors: Connectors;
  readonly recertifications: Recertifications;
}

/**
 * Asks that a public version be judged by the rules of today, for members of its publisher and reviewers. Throws `connector-not-found`,
 * `publisher-not-yours`, `scope-missing`, `version-not-public`, `recertification-open`.
 */
export async function askForRecertification(
  id: string,
  name: ConnectorName,
  version: string,
  by: Principal,
  tools: Tools,
): Promise<void> {
  await seenConnector(name, by, tools);
  const { publisher } = name;
  const member = by.account.publishers.includes(publisher);
  if (!member && !hasRole(by, 'reviewer')) throw problem('publisher-not-yours', { publisher });
  requireScope(by, member ? 'submit' : 'review');
  await tools.recertifications.ask(id, name, version, by.account.id);
}

/**
 * A judgement with all that was found, for those who see the publisher's submissions. Throws `connector-not-found`, and
 * `recertification-not-found` for everybody else too.
 */
export async function seenRecertification(
  id: string,
  name: ConnectorName,
  by: Principal,
  tools: Tools,
): Promise<Recertification> {
  await seenConnector(name, by, tools);
  const visible = visiblePublishers(by);
  if (visible !== null && !visible.includes(name.publisher)) {
    throw problem('recertification-not-found', { ...name, id });
  }
  return tools.recertifications.get(id, name);
}
