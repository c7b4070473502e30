import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { PackageReport } from '../define-rule.js';
import { definitionWith, policyOf } from '../examples.js';
import { arrayOf, objectOf, own } from '../../src/core/json-value.js';
import { parameterPrefix } from '../functions/policy-templates.js';
import { quoted } from '../functions/quoted.js';
import type { OpenedPackage } from '../opened-package.js';

const parameter = `${parameterPrefix}urlTemplate`;
const place = `/properties/policyTemplateInstances/0/parameters/${parameter}`;
const region = { name: 'region', in: 'query', type: 'string', enum: ['https://eu.contoso.com'] };
const hostOf = (template: string) => ({ templateId: 'dynamichosturl', parameters: { [parameter]: template } });

/** Of a template, in characters; real ones have a hundred. */
const longest = 2000;
/** `@headers('x')` and its like; a second argument, the default, may follow. */
const expression = /@(\w{1,40})\(\s*'([^'"()]{0,200})'/g;

export default defineRule({
  on: 'package',
  id: 'policy-host-template-https',
  severity: 'warning',
  description:
    'A policy that chooses the host starts its template with https:// and uses only parameters that there are.',
  file: packageFileNames.properties,
  needs: ['definition', 'properties'],
  docs: {
    why: 'A template that starts with what a user entered lets them connect without encryption; a parameter that does not exist leads to no host at all.',
    fix: 'Write `https://` before the expression and ask users for the host name only.',
    source: 'Use policies (connector documentation), "Set host URL".',
  },
  *check(opened) {
    const known = namesOf(opened);
    for (const { template, value, at } of opened.properties.policies) {
      const url = own(value.parameters, parameter);
      if (template !== 'dynamichosturl' || typeof url !== 'string') continue;
      for (const report of faultsOf(url, known)) yield { at: [...at, 'parameters', parameter], ...report };
    }
  },
  examples: {
    of: part =>
      new Map([
        ...definitionWith({ parameters: { region } }),
        [packageFileNames.properties, policyOf(part).get(packageFileNames.properties) ?? new Uint8Array(0)],
      ]),
    good: [
      hostOf("https://@connectionParameters('API_KEY').contoso.com/@queryParameters('Region', 'none')"),
      hostOf("@queryParameters('region')/v1"),
    ],
    bad: [
      { part: hostOf("@connectionParameters('api_key')"), at: [place] },
      { part: hostOf("https://@connectionParameters('region').contoso.com"), at: [place] },
      { part: hostOf("https://@body('region').contoso.com"), at: [place] },
    ],
  },
});

/** What the three kinds of expressions may name, in lower case, because upper and lower case do not count; true where every choice is https. */
function namesOf({ definition, properties }: OpenedPackage): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const declared = (location: string) =>
    new Map(
      definition.parameters
        .filter(one => one.in === location)
        .map(({ name, value }) => [(name ?? '').toLowerCase(), areEncrypted(arrayOf(value.enum))] as const),
    );
  const asked = properties.connectionParameters.map(({ name, value }) => {
    const { allowedValues } = objectOf(objectOf(value.uiDefinition).constraints);
    const choices = arrayOf(allowedValues).map(one => objectOf(one).value);
    return [name.toLowerCase(), areEncrypted(choices)] as const;
  });
  return new Map([
    ['connectionparameters', new Map(asked)],
    ['headers', declared('header')],
    ['queryparameters', declared('query')],
  ]);
}

function areEncrypted(choices: readonly unknown[]): boolean {
  return choices.length > 0 && choices.every(one => typeof one === 'string' && /^https:\/\//i.test(one));
}

function* faultsOf(
  url: string,
  known: ReadonlyMap<string, ReadonlyMap<string, boolean>>,
): Iterable<Pick<PackageReport, 'message' | 'fix'>> {
  let isEncrypted = /^https:\/\//i.test(url);
  const unknown: Pick<PackageReport, 'message' | 'fix'>[] = [];
  for (const { index, 1: kind = '', 2: name = '' } of url.slice(0, longest).matchAll(expression)) {
    const names = known.get(kind.toLowerCase());
    if (index === 0 && names?.get(name.toLowerCase()) === true) isEncrypted = true;
    if (!names) unknown.push({ message: `The host template uses ${quoted(`@${kind}`)}, which has no meaning there.` });
    else if (!names.has(name.toLowerCase())) {
      unknown.push({
        message: `The host template uses ${quoted(`@${kind}('${name}')`)}, but there is no such parameter.`,
        fix: `Declare ${quoted(name)}, or use the name of a parameter that there is.`,
      });
    }
  }
  if (!isEncrypted) yield { message: `The host template ${quoted(url)} does not start with https://.` };
  yield* unknown;
}
