import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex, OperationEntry, ParameterEntry } from '../definition-index.js';
import { isInternal } from './is-internal.js';
import { oncePer } from './once-per.js';
import { schemaAtPath } from './schema-at-path.js';

/** Something that an operation takes, as a dynamic call can name it. */
export interface Input {
  /** A parameter, the body as a whole, or a property in the body. */
  readonly kind: 'parameter' | 'body' | 'property';
  /** What says its type: the parameter or the schema. */
  readonly schema: JsonObject;
  /** For a property: required all the way up to the body, whether or not the body itself is marked as required. */
  readonly required: boolean;
  readonly internal: boolean;
}

/** More parameters of one name than this are a fault that another rule reports. */
const mostOfOneName = 4;

export interface NamedInputs {
  readonly inputs: readonly Input[];
  /** True when the body may have more than its schema says, so that a name that is not found may be right. */
  readonly open: boolean;
}

/**
 * What an operation takes under a name. A name is that of a parameter, or the path of a property in the body; newer extensions put
 * the body's own name before the path. More than one may answer to it.
 */
export function inputsNamed(
  index: Pick<DefinitionIndex, 'follow'>,
  operation: OperationEntry,
  name: string,
): NamedInputs {
  const known = knownNames(index)(operation);
  const before = known.get(name);
  if (before) return before;
  const found = findInputs(index.follow, operation, name);
  known.set(name, found);
  return found;
}

/** Several rules ask for the same names, and calls in shared schemas ask for them again and again. */
const knownNames = oncePer((_: Pick<DefinitionIndex, 'follow'>) =>
  oncePer((_: OperationEntry) => new Map<string, NamedInputs>()),
);

function findInputs(follow: DefinitionIndex['follow'], operation: OperationEntry, name: string): NamedInputs {
  const inputs: Input[] = [];
  let open = false;
  for (const parameter of parametersByName(operation).get(name) ?? []) inputs.push(inputOf(parameter, follow));
  for (const body of bodies(operation)) {
    const start = `${body.name ?? ''}/`;
    const paths = name.startsWith(start) ? [name, name.slice(start.length)] : [name];
    for (const path of paths) {
      const found = schemaAtPath(follow, body.value.schema, path);
      if (found.kind === 'open') open = true;
      if (found.kind !== 'found') continue;
      inputs.push({
        kind: 'property',
        schema: found.schema,
        required: found.required,
        internal: found.internal || body.internal,
      });
    }
  }
  return { inputs, open };
}

/** An operation's parameters by their names in lower case, to say which one was probably meant. */
export const parameterNames = oncePer(
  ({ parameters }: OperationEntry): ReadonlyMap<string, string> =>
    new Map(parameters.flatMap(({ name }) => (name === null ? [] : [[name.toLowerCase(), name]]))),
);

const parametersByName = oncePer(({ parameters }: OperationEntry) => {
  const byName = new Map<string, ParameterEntry[]>();
  for (const parameter of parameters) {
    if (parameter.name === null) continue;
    const others = byName.get(parameter.name);
    if (!others) byName.set(parameter.name, [parameter]);
    else if (others.length < mostOfOneName) others.push(parameter);
  }
  return byName;
});

/** The bodies that an operation takes: one, where its author made no mistake. */
const bodies = oncePer(({ parameters }: OperationEntry) =>
  parameters.filter(({ in: location, value }) => location === 'body' && isObject(value.schema)).slice(0, 2),
);

function inputOf({ in: location, value, internal }: ParameterEntry, follow: DefinitionIndex['follow']): Input {
  const required = value.required === true;
  if (location !== 'body') return { kind: 'parameter', schema: value, required, internal };
  const schema = follow(value.schema) ?? {};
  return { kind: 'body', schema, required, internal: internal || isInternal(schema) };
}
