import { own } from '../../core/json-value.js';
import type { Connection } from '../../core/ports/connections.js';
import type { Operation } from '../definition.js';
import type { ConnectorProperties, PolicyInstance } from '../properties.js';
import { connectionValue, givenValue } from '../sign-in/connection-value.js';
import type { ReadConnection } from './expressions.js';
import { readParameters } from './parameters.js';
import { UnsupportedPolicy } from './policy.js';
import type { Policy, PolicySection } from './policy.js';
import { policyTemplates } from './templates.js';

/** What applies to an operation: its policies in order, or why it cannot be called as its users call it. */
export type OperationPolicies =
  | { readonly kind: 'applicable'; readonly policies: readonly Policy[] }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** Twice what any published connector has for one operation. */
const mostPolicies = 50;
/** Policies of one operation that make a call of their own. */
const mostAsking = 5;

/**
 * The policies of one operation, in the order in which they are written. A policy that cannot be applied makes the operation
 * unsupported; nothing is left out in silence. Throws `connection-parameter-missing` when a policy reads a value that the connection
 * lacks, `connection-parameter-unusable` when it has a line break in it.
 */
export function policiesOf(
  operation: Operation,
  properties: ConnectorProperties,
  connection: Connection,
): OperationPolicies {
  const instances = properties.policies.filter(
    ({ operationIds }) => operationIds.length === 0 || operationIds.includes(operation.operationId),
  );
  if (instances.length > mostPolicies) return unsupported(`it has more than ${mostPolicies} policies`);
  if (instances.filter(({ template }) => template === 'setvaluefromurl').length > mostAsking) {
    return unsupported(`more than ${mostAsking} of its policies make a call of their own`);
  }
  const readConnection = connectionReader(properties, connection);
  const policies: Policy[] = [];
  for (const instance of instances) {
    try {
      policies.push(...policiesIn(instance, readConnection));
    } catch (error) {
      if (!(error instanceof UnsupportedPolicy)) throw error;
      const title = instance.title === '' ? '' : ` (${instance.title})`;
      return unsupported(`the policy \`${instance.template}\`${title} ${error.message}`);
    }
  }
  return { kind: 'applicable', policies };
}

function policiesIn(
  { template: id, section, parameters }: PolicyInstance,
  connection: ReadConnection,
): readonly Policy[] {
  const template = policyTemplates.find(known => known.id === id);
  if (template === undefined) throw new UnsupportedPolicy('is of a kind that is not known here');
  const [usual] = template.sections;
  const put = section === null ? usual : template.sections.find(each => sameSection(each, section));
  if (put === undefined) throw new UnsupportedPolicy(`is put on \`${section ?? ''}\`, where it cannot work`);
  return template.read(readParameters(parameters, connection), put).map(policy => named(policy, id));
}

/** A failure names the policy, because its author reads it. */
function named(policy: Policy, id: string): Policy {
  return { ...policy, template: id };
}

function sameSection(section: PolicySection, written: string): boolean {
  return section.toLowerCase() === written.toLowerCase();
}

/** What an expression reads of the connection: what was given, else the parameter's own default, else the expression's. */
function connectionReader({ connectionParameters }: ConnectorProperties, connection: Connection): ReadConnection {
  return (name, fallback) => {
    const declared = connectionParameters.find(parameter => parameter.name === name);
    // What is not declared may be anything, a credential too.
    const confidential = declared === undefined || declared.type === 'securestring' || secretName.test(name);
    if (givenValue(connection, name) !== null) return { text: connectionValue(connection, name), confidential };
    const usual = own(declared?.declaration, 'defaultValue');
    const known = ['string', 'number', 'boolean'].includes(typeof usual) ? String(usual) : fallback;
    return { text: known ?? connectionValue(connection, name), confidential };
  };
}

const secretName = /key|secret|token|password|passwd|pwd/i;

function unsupported(reason: string): OperationPolicies {
  return { kind: 'unsupported', reason };
}
