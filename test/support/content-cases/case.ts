import { packageFileNames } from '../../../src/core/package.js';
import { packageWith, scriptOf } from '../../../rulesets/examples.js';
import type { ExamplePackage } from '../../../rulesets/examples.js';
import { buildZip } from '../zip-builder.js';

/** A finding that has to be there; pointer and line only where they say something. */
export interface Expected {
  readonly rule: string;
  readonly file: string;
  readonly pointer?: string;
  readonly line?: number;
}

/** A package that somebody may send, and what the whole local check has to say of it. */
export interface ContentCase {
  /** Letter and number by which security reviews know the case; several cases may share one. */
  readonly id: string;
  readonly what: string;
  readonly content: () => ExamplePackage;
  readonly verdict: 'pass' | 'fail';
  /** Among the findings. */
  readonly found: readonly Expected[];
  /** Not among them: what a hasty rule would say of content that is sound. */
  readonly absent: readonly string[];
}

export const { definition, properties, readme, icon, script, intro } = packageFileNames;
export const mebibyte = 1024 * 1024;

type Found = readonly [what: string, content: () => ExamplePackage, ...found: Expected[]];

/** Content that blocks publication. */
export const refused = (id: string, ...[what, content, ...found]: Found): ContentCase => ({
  id,
  what,
  content,
  verdict: 'fail',
  found,
  absent: [],
});
/** Content that somebody has to look at. */
export const remarked = (id: string, ...[what, content, ...found]: Found): ContentCase => ({
  ...refused(id, what, content, ...found),
  verdict: 'pass',
});
/** Sound content that looks like an attack, or is heavy. */
export const sound = (id: string, what: string, content: () => ExamplePackage, ...absent: string[]): ContentCase => ({
  ...remarked(id, what, content),
  absent,
});

export const inDefinition = (rule: string, pointer?: string): Expected => at(rule, definition, pointer);
export const inProperties = (rule: string, pointer?: string): Expected => at(rule, properties, pointer);
export const inFile = (rule: string, file: string): Expected => ({ rule, file });
export const onLine = (rule: string, file: string, line: number): Expected => ({ rule, file, line });

function at(rule: string, file: string, pointer: string | undefined): Expected {
  return pointer === undefined ? { rule, file } : { rule, file, pointer };
}

/** The package as it is uploaded. */
export function uploadOf(content: ExamplePackage): Uint8Array {
  return buildZip([...content].map(([name, bytes]) => ({ name, content: bytes })));
}

export function textOf(content: ExamplePackage, file: string): string {
  return new TextDecoder().decode(content.get(file));
}

export const goodDefinition = textOf(packageWith({}), definition);
export const goodReadme = textOf(packageWith({}), readme);
export const goodScript = `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}
`;
/** Lines of the faultless readme: what is added stands two below. */
export const readmeLines = goodReadme.split('\n').length - 1;

export const withDefinition = (text: string | Uint8Array) => packageWith({ [definition]: text });
export const withReadme = (added: string) => packageWith({ [readme]: `${goodReadme}\n${added}\n` });
export const withScript = (added: string) => scriptOf(`${goodScript}${added}`);
export const withIcon = (bytes: Uint8Array) => packageWith({ [icon]: bytes });
export const inReadme = (rule: string) => onLine(rule, readme, readmeLines + 2);
/** The faultless definition with one more member in front, as it is written. */
export const withMember = (member: string) => withDefinition(goodDefinition.replace('{', `{ ${member},`));
export const repeated = <T>(count: number, make: (position: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
export const members = (count: number, make: (position: number) => unknown): Record<string, unknown> =>
  Object.fromEntries(repeated(count, n => [`m${n}`, make(n)]));

export const operationAt = '/paths/~1items~1{id}/get';
export const answerAt = `${operationAt}/responses/200/schema`;
export const parameterAt = `${operationAt}/parameters/1`;

/** Words in no order, which pack no better than prose. */
export function words(length: number): string {
  let state = 43;
  let text = '';
  while (text.length < Math.min(length, 100_000)) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    text += `${state.toString(36)} `;
  }
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}
