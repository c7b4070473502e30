import type { Severity } from '../../../core/finding.js';
import type { JsonText } from '../../../core/json-text.js';

/** The rules about a submitter's own collections. Explained in docs/reference/own-collections.md. */
export type OwnCollectionRule =
  | 'functional-own-collection'
  | 'functional-own-request-not-run'
  | 'functional-own-setting-removed'
  | 'functional-own-secret'
  | 'functional-own-run-ended'
  | 'functional-own-test-failed';

/** What is wrong with a collection or an environment, and where. */
export interface OwnCollectionFault {
  readonly rule: OwnCollectionRule;
  readonly severity: Extract<Severity, 'error' | 'warning' | 'info'>;
  /** Path inside the package. */
  readonly file: string;
  /** JSON pointer inside the file. */
  readonly pointer: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly fix: string;
}

/** Takes the faults of one file, and knows where in its text things are. */
export interface FaultList {
  readonly faults: readonly OwnCollectionFault[];
  /** Line and column, from 1, of what a JSON pointer leads to; null where it leads nowhere. */
  placeOf(pointer: string): Pick<OwnCollectionFault, 'line' | 'column'>;
  add(fault: Pick<OwnCollectionFault, 'rule' | 'severity' | 'pointer' | 'message' | 'fix'>): void;
}

/** Faults of one file that are told one by one; a collection may have thousands that are all alike. */
const mostFaults = 100;

/** Makes the list for one file: each fault gets its line and column, and what is too many is told as a number. */
export function createFaultList(file: string, json: Pick<JsonText, 'locate' | 'locateKey'>): FaultList {
  const faults: OwnCollectionFault[] = [];
  let leftOut = 0;
  const placeOf = (pointer: string) => {
    const place = json.locateKey(pointer) ?? json.locate(pointer);
    return { line: place?.line ?? null, column: place?.column ?? null };
  };
  return {
    placeOf,
    get faults() {
      if (leftOut === 0) return faults;
      const rule = 'functional-own-collection' as const;
      const severity = 'warning' as const;
      const message = `${file} has ${leftOut} more faults, which are not listed.`;
      const fix = 'Correct those that are listed, and the rest will be.';
      return [...faults, { rule, severity, file, pointer: '', line: 1, column: 1, message, fix }];
    },
    add(fault) {
      if (faults.length >= mostFaults) {
        leftOut += 1;
        return;
      }
      faults.push({ ...fault, file, ...placeOf(fault.pointer) });
    },
  };
}

/** Characters of a name that a finding repeats. */
const nameLength = 120;

/** A name that its author chose, for a message: printable, and not too long. */
export function shown(name: unknown): string {
  const text = typeof name === 'string' ? name.replace(/\p{C}/gu, ' ') : '';
  return text.length > nameLength ? `${text.slice(0, nameLength)}…` : text;
}
