import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import type { Definition, Operation } from '../../runtime/definition.js';

const signingIn = ['basic', 'apiKey', 'oauth2'];

/**
 * True when the definition says that an operation is called signed in: by its own `security`, else the definition's, else, as the
 * platform reads it, by any security definition. An empty requirement among several makes signing in a choice.
 */
export function needsSignIn({ document }: Pick<Definition, 'document'>, operation: Operation): boolean {
  const schemes = objectOf(own(document, 'securityDefinitions'));
  const signsIn = (name: string) => signingIn.some(type => type === own(own(schemes, name), 'type'));
  const requirements = own(operation.declaration, 'security') ?? own(document, 'security');
  if (!Array.isArray(requirements)) return Object.keys(schemes).some(signsIn);
  const alternatives = arrayOf(requirements).filter(isObject);
  return alternatives.length > 0 && alternatives.every(required => Object.keys(required).some(signsIn));
}
