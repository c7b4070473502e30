import type { Policy, PolicySection } from './policy.js';

/** A policy that changes the body: of the request, or of the answer. */
export function bodyPolicy(
  section: PolicySection,
  change: (body: Uint8Array | null) => Uint8Array | null,
): readonly Policy[] {
  if (section === 'Request') {
    return [{ section, apply: request => ({ ...request, body: change(request.body) }) }];
  }
  return [{ section, apply: answer => ({ ...answer, body: change(answer.body) ?? answer.body }) }];
}
