import { z } from 'zod';
import { profiles, severities } from '../../src/core/finding.js';
import type { Profile, ProfileName, Severity } from '../../src/core/finding.js';
import { readJson } from '../../src/core/json-text.js';
import type { JsonText } from '../../src/core/json-text.js';
import { nearest } from '../../src/core/nearest.js';
import { defaultMonitoringPolicy } from '../../src/core/monitoring.js';
import type { MonitoringPolicy } from '../../src/core/monitoring.js';
import { slugPattern } from '../../src/core/package.js';
import { defaultReviewPolicy, riskKinds } from '../../src/core/review.js';
import type { Lane, PromotionPolicy, ReviewPolicy } from '../../src/core/review.js';
import type { RuleElsewhere } from '../../src/core/ruleset.js';
import type { Waiver } from '../../src/core/waiver.js';
import type { Limits, Rule } from '../define-rule.js';
import { pointerOf } from '../functions/path.js';
import type { Path } from '../functions/path.js';
import { quoted } from '../functions/quoted.js';
import { plainProfile } from './programme.js';
import type { ProgrammeProfile } from './programme.js';
import { endlessSoaks, promotionPolicyOf, promotionText } from './read-promotion.js';

/** A fault of a programme's file: what is wrong, and where. */
export interface ProgrammeFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What a programme's file says, before its rules and waivers are read. */
export interface ProgrammeText {
  readonly id: string;
  readonly version: string;
  /** Folder of the programme's own rules and file of its waivers, as they are written: relative to the programme's file. */
  readonly rules: string | null;
  readonly waivers: string | null;
  /** What is said about reviews; the rest is as it comes. */
  readonly review: ReviewPolicy;
  /** What is said about monitors, likewise. */
  readonly monitoring: MonitoringPolicy;
  /** What a version in preview has to show, by lane; what is not said is not asked for. */
  readonly promotion: PromotionPolicy;
}

const day = z.string().refine(isDay, { error: 'a day such as 2026-12-31' });
const slug = z.string().regex(slugPattern, { error: 'a short name of lower-case letters, digits and hyphens' });
const limitError = { error: 'a number from 0 to 1000000000' };
const limitValue = z.number(limitError).min(0, limitError).max(1e9, limitError);
const text = (what: string) => z.string().trim().min(1, { error: what });

const profileText = z.strictObject({
  extends: z.enum(profiles, { error: `one of ${profiles.join(', ')}` }).optional(),
  publishers: z.array(slug).optional(),
  severity: z
    .record(z.string(), z.enum([...severities, 'off'], { error: `one of ${severities.join(', ')}, off` }))
    .optional(),
  limits: z.record(z.string(), z.record(z.string(), limitValue)).optional(),
});

const hoursError = { error: 'hours, from 1 to 8760' };
const shareError = { error: 'a share between 0 and 1' };
const daysError = { error: 'whole days, from 1 to 365' };
const hours = z.number(hoursError).min(1, hoursError).max(8760, hoursError);
const reviewText = z.strictObject({
  promiseHours: z.strictObject({ fast: hours, normal: hours, careful: hours }).partial().optional(),
  escalateAtShare: z.number(shareError).gt(0, shareError).lt(1, shareError).optional(),
  evidenceDays: z.int(daysError).min(1, daysError).max(365, daysError).optional(),
  fastLane: z.boolean({ error: 'true or false' }).optional(),
  carefulFor: z.array(z.enum(riskKinds, { error: `one of ${riskKinds.join(', ')}` })).optional(),
});

const minutesError = { error: 'whole minutes, from 1 to 43200' };
const minutes = z.int(minutesError).min(1, minutesError).max(43_200, minutesError);
const runsError = { error: 'a whole number of runs, from 1 to 100' };
const runsInARow = z.int(runsError).min(1, runsError).max(100, runsError);
const suspendError = { error: 'hours, from 1 to 8760, or null' };
const monitoringText = z.strictObject({
  previewEveryMinutes: minutes.optional(),
  publicEveryMinutes: minutes.optional(),
  driftAfterFailures: runsInARow.optional(),
  curedAfterPasses: runsInARow.optional(),
  suspendAfterHours: z.number(suspendError).min(1, suspendError).max(8760, suspendError).nullable().optional(),
});

const programmeText = z
  .strictObject({
    $schema: z.string().optional(),
    id: slug,
    version: day,
    rules: text('the folder of your own rules').optional(),
    waivers: text('the file of your waivers').optional(),
    profiles: z.record(slug, profileText).optional(),
    review: reviewText.optional(),
    monitoring: monitoringText.optional(),
    promotion: promotionText.optional(),
  })
  .superRefine(({ review, promotion = {} }, context) => {
    const days = review?.evidenceDays ?? defaultReviewPolicy.evidenceDays;
    const message = `fewer hours than evidence is good for (${days * 24})`;
    for (const lane of endlessSoaks(promotion, days)) {
      context.addIssue({ code: 'custom', path: ['promotion', lane, 'soakHours'], message });
    }
  });

const waiverText = z.strictObject({
  rule: z.string(),
  connector: z.string().refine(isConnector, { error: '`publisher/connector`, or `*` for every connector' }),
  file: z.string().optional(),
  pointer: z
    .string()
    .regex(/^(?:\/.*)?$/s, { error: 'a JSON pointer such as /info/title' })
    .optional(),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'the 64 hex digits of a finding’s fingerprint' })
    .optional(),
  reason: text('the reason why the fault is excepted'),
  approver: text('who excepted it'),
  expires: day,
});

/** Reads the programme's file: its own rules have to be known before its profiles can be. Gives the faults instead when there are any. */
export function readProgrammeText(
  bytes: Uint8Array,
): { readonly text: ProgrammeText } | { readonly faults: ProgrammeFault[] } {
  const json = readJson(bytes);
  const read = shaped(json, programmeText);
  if ('faults' in read) return read;
  const { id, version, rules = null, waivers = null, review = {}, monitoring = {}, promotion = {} } = read.value;
  return {
    text: {
      ...{ id, version, rules, waivers },
      review: policyOf(review),
      monitoring: monitoringOf(monitoring),
      promotion: promotionPolicyOf(promotion),
    },
  };
}

function policyOf({
  promiseHours,
  escalateAtShare,
  evidenceDays,
  fastLane,
  carefulFor,
}: z.output<typeof reviewText>): ReviewPolicy {
  const usual = defaultReviewPolicy;
  const hoursOf = (lane: Lane) => promiseHours?.[lane] ?? usual.promiseHours[lane];
  return {
    promiseHours: { fast: hoursOf('fast'), normal: hoursOf('normal'), careful: hoursOf('careful') },
    escalateAtShare: escalateAtShare ?? usual.escalateAtShare,
    evidenceDays: evidenceDays ?? usual.evidenceDays,
    fastLane: fastLane ?? usual.fastLane,
    carefulFor: carefulFor ?? usual.carefulFor,
  };
}

function monitoringOf(said: z.output<typeof monitoringText>): MonitoringPolicy {
  const usual = defaultMonitoringPolicy;
  return {
    previewEveryMinutes: said.previewEveryMinutes ?? usual.previewEveryMinutes,
    publicEveryMinutes: said.publicEveryMinutes ?? usual.publicEveryMinutes,
    driftAfterFailures: said.driftAfterFailures ?? usual.driftAfterFailures,
    curedAfterPasses: said.curedAfterPasses ?? usual.curedAfterPasses,
    suspendAfterHours: said.suspendAfterHours ?? usual.suspendAfterHours,
  };
}

/** Reads the profiles of the same file, once all rules are known. A name that no rule has is a fault. */
export function readProfiles(
  bytes: Uint8Array,
  rules: readonly Rule[],
  elsewhere: readonly RuleElsewhere[],
): { readonly profiles: Map<ProfileName, ProgrammeProfile> } | { readonly faults: ProgrammeFault[] } {
  const json = readJson(bytes);
  const read = shaped(json, programmeText);
  if ('faults' in read) return read;
  const faults: ProgrammeFault[] = [];
  const say = (at: Path, message: string) => faults.push({ message, ...placeAt(json, at) });
  const known = new Map(rules.map(rule => [rule.id, rule]));
  const fixed = new Map(elsewhere.map(rule => [rule.id, rule.fixed]));
  const ids = [...known.keys(), ...fixed.keys()];
  const owners = new Map<string, string>();
  const made = new Map<ProfileName, ProgrammeProfile>(profiles.map(name => [name, plainProfile(name)]));

  for (const [name, profile] of Object.entries(read.value.profiles ?? {})) {
    const at: Path = ['profiles', name];
    const own = isBase(name) ? name : null;
    if (own !== null && profile.extends !== undefined) {
      say([...at, 'extends'], `The profile ${name} is one that rules know; it extends no other.`);
    }
    if (own === null && profile.extends === undefined) {
      say(at, `The profile ${quoted(name)} has to say what it extends: ${profiles.join(' or ')}.`);
    }
    for (const [position, publisher] of (profile.publishers ?? []).entries()) {
      const other = owners.get(publisher);
      if (other !== undefined) {
        say([...at, 'publishers', position], `The publisher ${publisher} is already in the profile ${other}.`);
      }
      owners.set(publisher, name);
    }
    for (const id of Object.keys(profile.severity ?? {})) {
      const why = fixed.get(id);
      if (typeof why === 'string') say([...at, 'severity', id], `The weight of ${id} cannot be changed: ${why}`);
      else if (!known.has(id) && why === undefined) say([...at, 'severity', id], noRule(id, ids));
    }
    for (const [id, limits] of Object.entries(profile.limits ?? {})) {
      const rule = known.get(id);
      if (!rule) say([...at, 'limits', id], noRule(id, ids));
      else
        for (const limit of Object.keys(limits)) {
          if (!Object.hasOwn(rule.limits, limit)) say([...at, 'limits', id, limit], noLimit(rule, limit));
        }
    }
    made.set(name, {
      name,
      base: own ?? profile.extends ?? 'verified',
      publishers: profile.publishers ?? [],
      severities: new Map<string, Severity | 'off'>(Object.entries(profile.severity ?? {})),
      limits: new Map<string, Limits>(Object.entries(profile.limits ?? {})),
    });
  }
  return faults.length > 0 ? { faults } : { profiles: made };
}

/** Reads a file of waivers: a list. `file` is how findings about them name it. */
export function readWaivers(
  bytes: Uint8Array,
  file: string,
  ids: readonly string[],
): { readonly waivers: Waiver[] } | { readonly faults: ProgrammeFault[] } {
  const json = readJson(bytes);
  const read = shaped(json, z.array(waiverText));
  if ('faults' in read) return read;
  const known = new Set(ids);
  const faults: ProgrammeFault[] = [];
  const waivers = read.value.map(({ file: inFile, pointer, fingerprint, ...waiver }, position): Waiver => {
    const { line, column } = placeAt(json, [position]);
    if (!known.has(waiver.rule))
      faults.push({ message: noRule(waiver.rule, ids), ...placeAt(json, [position, 'rule']) });
    const place = { file, line, column, pointer: pointerOf([position]) };
    return { ...waiver, file: inFile ?? null, pointer: pointer ?? null, fingerprint: fingerprint ?? null, place };
  });
  return faults.length > 0 ? { faults } : { waivers };
}

function shaped<T>(json: JsonText, shape: z.ZodType<T>): { readonly value: T } | { readonly faults: ProgrammeFault[] } {
  // A list at the root is a fault of a connector's files only.
  const faults = json.faults.filter(({ kind }) => kind !== 'not-an-object');
  if (faults.length > 0) return { faults: faults.map(({ message, line, column }) => ({ message, line, column })) };
  const parsed = shape.safeParse(json.value);
  if (parsed.success) return { value: parsed.data };
  return { faults: parsed.error.issues.flatMap(issue => faultsOf(issue, json)) };
}

function faultsOf(issue: z.core.$ZodIssue, json: JsonText): ProgrammeFault[] {
  const path = issue.path.filter(part => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      message: `The member ${quoted(key)} is not known here.`,
      ...placeAt(json, [...path, key]),
    }));
  }
  const where = path.length === 0 ? 'The file' : quoted(String(path.at(-1)));
  return [
    {
      message: `${where}: expected ${issue.message.replace(/^Invalid input: expected /, '')}.`,
      ...placeAt(json, path),
    },
  ];
}

/** The place of a member; of what should hold it, where it is missing. */
function placeAt(json: JsonText, path: Path): { line: number; column: number } {
  for (let part = path; ; part = part.slice(0, -1)) {
    const found = json.locateKey(pointerOf(part));
    if (found !== null) return { line: found.line, column: found.column };
    if (part.length === 0) return { line: 1, column: 1 };
  }
}

function noRule(id: string, ids: readonly string[]): string {
  const close = nearest(id, ids);
  return `No rule has the id ${quoted(id)}.${close === null ? '' : ` Did you mean ${close}?`}`;
}

function noLimit({ id, limits }: Rule, name: string): string {
  const names = Object.keys(limits);
  return names.length === 0
    ? `The rule ${id} decides by no number.`
    : `The rule ${id} has no limit ${quoted(name)}; it has ${names.join(', ')}.`;
}

function isBase(name: string): name is Profile {
  return profiles.some(profile => profile === name);
}

function isConnector(name: string): boolean {
  const [publisher = '', connector = '', ...rest] = name.split('/');
  return name === '*' || (rest.length === 0 && slugPattern.test(publisher) && slugPattern.test(connector));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}
