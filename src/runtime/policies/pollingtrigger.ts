import { plainText } from './expressions.js';
import { plainScalar } from './json-text.js';
import { parseBody } from './json-tree.js';
import { withPair } from './pairs.js';
import { UnsupportedPolicy } from './policy.js';
import { readPropertyPath, valueAtSteps } from './property-path.js';
import type { PropertyPath } from './property-path.js';
import type { PolicyTemplate } from './template.js';

type Pieces = readonly (string | PropertyPath)[];

/**
 * What a polling trigger carries from one poll to the next: `triggerConfig` (query parameter → expression over the answer, such as
 * `@{triggerBody().files[0].created}`), kept from every answer that has something at `triggerDataPath`. The first poll of a run is made
 * as it was asked for. The answer reaches the consumer as it came. It has no page of its own; the parameters are those of
 * paconn-apiProperties.schema.json. Following further pages (`x-ms-triggerConfig-nextLink`) is not offered.
 */
export const pollingtrigger: PolicyTemplate = {
  id: 'pollingtrigger',
  sections: ['Request'],
  read(parameters) {
    const dataPath = parameters.path('triggerDataPath');
    const config = Object.entries(parameters.object('triggerConfig')).map(
      ([name, written]) => [name, readConfig(name, written)] as const,
    );
    if (config.length === 0) throw new UnsupportedPolicy('lacks its parameter `triggerConfig`');
    return [
      {
        section: 'Request',
        apply(request, { polls, operation }) {
          const state = polls.get(operation) ?? new Map<string, string>();
          const query = [...state].reduce(
            (pairs, [name, value]) => withPair(pairs, name, value, 'override'),
            request.query,
          );
          return { ...request, query };
        },
      },
      {
        section: 'Response',
        apply(answer, _request, { polls, operation }) {
          const body = answer.status < 200 || answer.status > 299 ? undefined : parseBody(answer.body);
          const found = valueAtSteps(body, dataPath.steps);
          if (Array.isArray(found) && found.length > 0) {
            const next = config.map(([name, pieces]) => [name, textOf(pieces, body)] as const);
            polls.set(operation, new Map([...(polls.get(operation) ?? []), ...next.flatMap(known)]));
          }
          return answer;
        },
      },
    ];
  },
};

function readConfig(name: string, written: unknown): Pieces {
  if (/^x-ms-triggerConfig-/i.test(name))
    throw new UnsupportedPolicy(`has \`${name.slice(0, 60)}\`, which is not offered here`);
  if (typeof written !== 'string') throw new UnsupportedPolicy(`has no text for \`${name.slice(0, 60)}\``);
  const whole = readPropertyPath(written);
  if (whole?.root === 'triggerBody') return [whole];
  const pieces: (string | PropertyPath)[] = [];
  let at = 0;
  for (const found of written.matchAll(/@\{(triggerBody\(\)[^{}]{0,500})\}/gi)) {
    const [text, inside = ''] = found;
    const path = readPropertyPath(inside);
    if (path === null) throw new UnsupportedPolicy(`has \`${text.slice(0, 60)}\`, which is no path`);
    pieces.push(plainText(written.slice(at, found.index)), path);
    at = found.index + text.length;
  }
  return [...pieces, plainText(written.slice(at))];
}

/** Null where the answer lacks a value: the parameter keeps what it had. */
function textOf(pieces: Pieces, body: unknown): string | null {
  const texts = pieces.map(piece => (typeof piece === 'string' ? piece : plainScalar(valueAtSteps(body, piece.steps))));
  return texts.includes(null) ? null : texts.join('');
}

function known([name, value]: readonly [string, string | null]): (readonly [string, string])[] {
  return value === null ? [] : [[name, value]];
}
