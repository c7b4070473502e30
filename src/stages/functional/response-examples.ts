import { isObject, own } from '../../core/json-value.js';
import type { Operation } from '../../runtime/definition.js';

/** Levels of an example that are looked through, into the first entry of lists. */
const deepest = 3;
/** Members of one operation's examples that are kept. */
const mostMembers = 500;

/** Texts, numbers and switches that an operation's examples of success show, by name in lower case without signs; the shallowest of a name. */
export type ExampleMembers = ReadonlyMap<string, string | number | boolean>;

/** Reads the examples of an operation's 2xx responses (OpenAPI 2.0, Example Object: by media type), JSON before anything else. Pure. */
export function exampleMembers({ responses }: Operation): ExampleMembers {
  const members = new Map<string, string | number | boolean>();
  for (const { status, examples } of responses) {
    if (!status.startsWith('2') || !isObject(examples)) continue;
    const types = Object.keys(examples).sort((a, b) => Number(isJson(b)) - Number(isJson(a)));
    let level: unknown[] = types.slice(0, 1).map(type => own(examples, type));
    for (let depth = 0; depth <= deepest && level.length > 0; depth += 1) {
      const next: unknown[] = [];
      for (const value of level) {
        if (Array.isArray(value)) next.push(...(value.slice(0, 1) as unknown[]));
        else if (isObject(value)) {
          for (const [name, member] of Object.entries(value)) {
            if (!isScalar(member)) next.push(member);
            else if (members.size < mostMembers && !members.has(exampleKey(name)))
              members.set(exampleKey(name), member);
          }
        }
      }
      level = next;
    }
  }
  return members;
}

/** A name as it is compared: `silence_ID` and `silenceId` are one. */
export function exampleKey(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function isJson(mediaType: string): boolean {
  return /json/i.test(mediaType);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
