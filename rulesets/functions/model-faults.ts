import { mismatches, shapeOf } from './json-model.js';
import type { JsonModel, ObjectEntry } from './json-model.js';
import { nearName } from './near-name.js';
import type { Path } from './path.js';
import { quoted } from './quoted.js';

/** A member of an object that is not as its model says, as every kind of rule may report it. */
export interface MemberFault {
  readonly at: Path;
  readonly message: string;
  readonly fix?: string;
}

/** The members of an object that its kind does not have; those that another rule speaks of aside. */
export function strangers<Kind extends string>(
  model: JsonModel<Kind>,
  { kind, value }: ObjectEntry<Kind>,
): readonly string[] {
  const own = model[kind];
  return Object.keys(value).filter(name => shapeOf(own, name) === undefined && !own.elsewhere?.includes(name));
}

/** What is said of such a member: which one was probably meant. */
export function strangerFault<Kind extends string>(
  model: JsonModel<Kind>,
  { kind, at }: ObjectEntry<Kind>,
  name: string,
): MemberFault {
  const meant = nearName(name, Object.keys(model[kind].members));
  return {
    at: [...at, name],
    message: `${quoted(name)} is not a member of ${model[kind].name}.`,
    ...(meant !== null && { fix: `Write it "${meant}".` }),
  };
}

/** The members whose values have another type than the model says, however deep the value. */
export function wrongTypes<Kind extends string>(model: JsonModel<Kind>, entry: ObjectEntry<Kind>): MemberFault[] {
  const { kind, value } = entry;
  const own = model[kind];
  const faults: MemberFault[] = [];
  for (const name of Object.keys(value)) {
    const shape = shapeOf(own, name);
    if (shape === undefined || shape === 'any') continue;
    for (const { at: below, what } of mismatches(shape, value[name])) {
      const subject = below.length === 0 ? `\`${name}\`` : `What is in \`${name}\``;
      faults.push({ at: [...entry.at, name, ...below], message: `${subject} of ${own.name} ${what}.` });
    }
  }
  return faults;
}

/** A fault for the members that have to be there and are not; null where there are none. */
export function missingMembers<Kind extends string>(
  model: JsonModel<Kind>,
  entry: ObjectEntry<Kind>,
): MemberFault | null {
  const { required, name: owner } = model[entry.kind];
  const missing = required?.filter(name => !Object.hasOwn(entry.value, name)).map(name => `\`${name}\``) ?? [];
  if (missing.length === 0) return null;
  return { at: entry.at, message: `A member of ${owner} is missing: ${missing.join(', ')}.` };
}
