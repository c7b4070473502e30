import { createHash } from 'node:crypto';
import { fingerprintSource, inOrder } from '../../core/finding.js';
import type { Finding } from '../../core/finding.js';
import { pointerSegments } from '../../core/json-pointer.js';
import type { JsonText, Position } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import type { CheckResult, Report } from '../../core/verdict.js';
import { pointerTo } from '../../runtime/json.js';
import { ComparisonTooLarge, createBudget } from './budget.js';
import type { CompareRule, Remark } from './compare-rule.js';
import { readDefinition } from './definition.js';
import type { Definition } from './definition.js';
import { compareRules } from './rules.js';

/** Judges a definition by the one that is public: what would break the people who use it. Both have to be readable. Pure. */
export function compareDefinitions(before: JsonText, after: JsonText): Report {
  const checks: CheckResult[] = [];
  const findings: Finding[] = [];
  for (const rule of compareRules) {
    const judged = judge(rule, before.value, after.value);
    if (judged === null) {
      const reason = 'The references of the two definitions lead to more combinations than are compared.';
      checks.push({ id: rule.id, state: 'not-run', fault: 'yours', reason });
      continue;
    }
    checks.push({ id: rule.id, state: 'ran' });
    for (const remark of judged.remarks) findings.push(toFinding(rule, remark, after, judged.after));
  }
  return { checks, findings: inOrder(findings), evidence: [] };
}

/** The report when there is nothing to compare with. */
export function nothingToCompare(): Report {
  return { checks: compareRules.map(({ id }) => ({ id, state: 'ran' })), findings: [], evidence: [] };
}

/** The report when one of the two definitions cannot be read: nothing was compared. */
export function notCompared(fault: 'yours' | 'ours', reason: string): Report {
  return {
    checks: compareRules.map(({ id }) => ({ id, state: 'not-run', fault, reason })),
    findings: [],
    evidence: [],
  };
}

function judge(rule: CompareRule, before: unknown, after: unknown): { after: Definition; remarks: Remark[] } | null {
  const budget = createBudget();
  const change = { before: readDefinition(before, budget), after: readDefinition(after, budget) };
  try {
    return { after: change.after, remarks: [...rule.check(change, budget)] };
  } catch (error) {
    if (error instanceof ComparisonTooLarge) return null;
    throw error;
  }
}

function toFinding(rule: CompareRule, { pointer, message }: Remark, text: JsonText, definition: Definition): Finding {
  const position = placeOf(text, pointer);
  const fault = {
    rule: rule.id,
    severity: rule.severity,
    blocks: true,
    file: packageFileNames.definition,
    line: position?.line ?? null,
    column: position?.column ?? null,
    pointer,
    message,
    fix: rule.docs.fix,
  };
  const source = fingerprintSource(fault, at => operationNameAt(definition, at));
  return {
    ...fault,
    docs: `reference/rules.md#${rule.id}`,
    fingerprint: createHash('sha256').update(source).digest('hex'),
    status: 'new',
  };
}

/** Where the value at a pointer starts; where it is missing, what should hold it. */
function placeOf(text: JsonText, pointer: string): Position | null {
  for (let segments = pointerSegments(pointer) ?? []; ; segments = segments.slice(0, -1)) {
    const position = text.locate(pointerTo('', ...segments));
    if (position !== null || segments.length === 0) return position;
  }
}

/** A place inside an operation, named by the operation's id, so that it is the same place when the path changes. */
function operationNameAt({ operations }: Definition, pointer: string): string | null {
  for (const operation of operations.values()) {
    if (pointer === operation.pointer || pointer.startsWith(`${operation.pointer}/`)) {
      return `operation ${operation.id} ${pointer.slice(operation.pointer.length)}`;
    }
  }
  return null;
}
