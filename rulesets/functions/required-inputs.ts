import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { objectOf, own } from '../../src/core/json-value.js';
import { oncePer } from './once-per.js';
import { requiredNames } from './required-names.js';

/** What an operation cannot be called without: names without a default. */
interface RequiredInputs {
  readonly parameters: readonly string[];
  /** Of each body that is required, its name and the properties that it requires. */
  readonly bodies: readonly { readonly name: string; readonly properties: readonly string[] }[];
}

const requiredInputs = oncePer(({ follow }: Pick<DefinitionIndex, 'follow'>) =>
  oncePer(({ parameters }: OperationEntry): RequiredInputs => {
    const names = new Set<string>();
    const bodies = new Map<string, readonly string[]>();
    for (const { name, in: location, value } of parameters) {
      if (name === null || value.required !== true || value.default !== undefined) continue;
      if (location !== 'body') {
        names.add(name);
        continue;
      }
      const schema = objectOf(follow(value.schema));
      const properties = [...requiredNames(schema)].filter(
        property =>
          typeof property === 'string' && objectOf(follow(own(schema.properties, property))).default === undefined,
      );
      bodies.set(name, properties as string[]);
    }
    return { parameters: [...names], bodies: [...bodies].map(([name, properties]) => ({ name, properties })) };
  }),
);

/**
 * The inputs that an operation requires and that none of the supplied names gives a value: parameters, and the properties of a
 * required body, which may be supplied as a whole, with or without the body's name before them, or in parts.
 */
export function* missingInputs(
  index: Pick<DefinitionIndex, 'follow'>,
  operation: OperationEntry,
  supplied: readonly string[],
): Iterable<string> {
  const { parameters, bodies } = requiredInputs(index)(operation);
  const exact = new Set(supplied);
  for (const name of parameters) if (!exact.has(name)) yield name;

  for (const body of bodies) {
    if (exact.has(body.name)) continue;
    const start = `${body.name}/`;
    const given = new Set(supplied.map(name => firstName(name.startsWith(start) ? name.slice(start.length) : name)));
    for (const property of body.properties) if (!given.has(property)) yield property;
  }
}

/** The first name of a path string, which older definitions write with dots. */
function firstName(path: string): string {
  return path.split(/[/.]/, 1)[0] ?? '';
}
