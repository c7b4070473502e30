import type { Needed, PackageReport, PackageReports, PackageRule } from '../../../rulesets/define-rule.js';
import { isObject } from '../../core/json-value.js';
import type { OpenedPackage } from '../../../rulesets/opened-package.js';
import type { Place } from '../../core/finding.js';
import type { JsonText } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import { limitsIn } from '../../../rulesets/programme/programme.js';
import type { ProgrammeProfile } from '../../../rulesets/programme/programme.js';
import { collectReports, failed, placeInJson } from './judgement.js';
import type { Judgement } from './judgement.js';

/** Judges what Spectral does not see: a judgement for each of these rules, by the rule's id. */
export async function judgePackage(
  rules: readonly PackageRule[],
  opened: OpenedPackage,
  profile: ProgrammeProfile,
): Promise<Map<string, Judgement>> {
  const judgements = new Map<string, Judgement>();
  for (const rule of rules) judgements.set(rule.id, await judge(rule, opened, profile));
  return judgements;
}

/** The JSON that a rule needs, or the judgement on every rule that needs it where there is none to read. */
export function neededJson(opened: OpenedPackage, needed: Needed): { json: JsonText } | { notRun: Judgement } {
  const [json, file] =
    needed === 'definition'
      ? [opened.definitionJson, packageFileNames.definition]
      : [opened.propertiesJson, packageFileNames.properties];
  if (json && isObject(json.value)) return { json };
  const reason = json ? `${file} is not a JSON object; see its own findings.` : `The package has no ${file}.`;
  return { notRun: { state: 'not-run', reason, fault: 'yours' } };
}

async function judge(rule: PackageRule, opened: OpenedPackage, profile: ProgrammeProfile): Promise<Judgement> {
  for (const needed of rule.needs) {
    const found = neededJson(opened, needed);
    if ('notRun' in found) return found.notRun;
  }
  let told: Awaited<PackageReports>;
  try {
    told = await rule.check(opened, limitsIn(profile, rule));
  } catch (error) {
    return failed(rule.id, error);
  }
  const collected = collectReports(rule.id, () => told);
  if ('notRun' in collected) return collected.notRun;
  const reports = collected.reports.map(report => ({
    message: report.message,
    fix: report.fix ?? null,
    place: placeOf(report, rule.file, opened),
  }));
  return { state: 'ran', reports };
}

function placeOf({ file, at, place }: PackageReport, ruleFile: string, opened: OpenedPackage): Place {
  const path = file ?? ruleFile;
  if (place) return { file: path, ...place };
  if (!at) return { file: path, line: null, column: null, pointer: null };
  return placeInJson(path, at, jsonAt(path, opened));
}

function jsonAt(path: string, opened: OpenedPackage): JsonText | null {
  return path === packageFileNames.definition ? opened.definitionJson : opened.propertiesJson;
}
