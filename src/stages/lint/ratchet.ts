import { canonicalText } from '../../../rulesets/functions/canonical-text.js';
import type { OpenedPackage } from '../../../rulesets/opened-package.js';
import type { Finding } from '../../core/finding.js';
import { isObject } from '../../core/json-value.js';
import { pointerSegments } from '../../core/json-pointer.js';
import { packageFileNames } from '../../core/package.js';

/** A package with what was found in it. */
export interface Judged {
  readonly opened: OpenedPackage;
  readonly findings: readonly Finding[];
}

/**
 * How many names of a pointer make up the element that an author touches as one: an operation, a definition, a member of `info`, a
 * connection parameter. What lies below is part of it.
 */
const elementDepth: Readonly<Record<string, number>> = {
  paths: 3,
  info: 2,
  definitions: 2,
  parameters: 2,
  responses: 2,
  securityDefinitions: 2,
  properties: 3,
};

/**
 * Tells what is new since the published version. A finding that was there before is carried; one that a rule of severity ratchet makes
 * blocks only when it is new or its element (see {@link elementDepth}) was changed: who touches an operation puts it right, and who
 * does not is only told. Faults without a place in JSON are carried when they were there.
 */
export function ratchet({ opened, findings }: Judged, published: Judged): Finding[] {
  const before = new Map(published.findings.map(finding => [finding.fingerprint, finding]));
  return findings.map(finding => {
    const old = before.get(finding.fingerprint);
    if (old === undefined) return finding;
    const blocks =
      finding.severity === 'ratchet' ? !isUntouched(finding, opened, old, published.opened) : finding.blocks;
    return { ...finding, blocks, status: 'carried' };
  });
}

function isUntouched(finding: Finding, opened: OpenedPackage, old: Finding, published: OpenedPackage): boolean {
  if (finding.pointer === null || old.pointer === null) return true;
  const now = elementAt(valueOf(opened, finding.file), finding.pointer);
  const then = elementAt(valueOf(published, old.file), old.pointer);
  return now === then || canonicalText(now ?? null) === canonicalText(then ?? null);
}

function valueOf({ definitionJson, propertiesJson }: OpenedPackage, file: string): unknown {
  return (file === packageFileNames.definition ? definitionJson : propertiesJson)?.value;
}

/** The element that a pointer lies in. A fault of the document's root is about what is missing there: it is untouched while it stays. */
function elementAt(document: unknown, pointer: string): unknown {
  const segments = pointerSegments(pointer) ?? [];
  const [first] = segments;
  if (first === undefined) return undefined;
  let value = document;
  for (const segment of segments.slice(0, elementDepth[first] ?? 1)) {
    if (Array.isArray(value)) value = (value as unknown[])[Number(segment)];
    else value = isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
  }
  return value;
}
