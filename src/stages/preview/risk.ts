import { canonicalJson } from '../../core/canonical-json.js';
import { readJson } from '../../core/json-text.js';
import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import { packageFileNames } from '../../core/package.js';
import type { PackageContent } from '../../core/package.js';
import type { Risk } from '../../core/review.js';
import { urlOf } from '../../core/url.js';
import { methods } from '../../runtime/definition.js';

/** What of a package decides how closely people have to look. */
interface Exposure {
  readonly hosts: ReadonlySet<string>;
  /** How users sign in, as one text: equal texts mean the same sign-in. */
  readonly signIn: string;
  /** By operation: what a call of it has to prove, as one text. */
  readonly asked: ReadonlyMap<string, string>;
  readonly permissions: ReadonlySet<string>;
  /** SHA-256 in hex; null where there is none. */
  readonly script: string | null;
}

/** Members that change what people read, and not how they sign in; permissions are told on their own. */
const notSignIn = new Set(['description', 'x-ms-summary', 'uiDefinition', 'scopes']);

/** How many names one sentence tells. */
const mostNamed = 5;

/**
 * What is riskier about a package than about the public version of its connector, or about a first version, where `before` is null. Pure.
 * A public version that cannot be read makes everything new.
 */
export function risksOf(before: PackageContent | null, after: PackageContent): Risk[] {
  const now = exposureOf(after);
  const risks: Risk[] = [];
  if (before === null) {
    risks.push({ kind: 'first-version', detail: 'No version of this connector is public yet.' });
    if (now.script !== null) risks.push({ kind: 'script-changed', detail: 'It runs a script.' });
    return risks;
  }
  const then = exposureOf(before);
  const hosts = added(then.hosts, now.hosts);
  if (hosts.length > 0) risks.push({ kind: 'new-host', detail: `It sends data to ${told(hosts)}, which it did not.` });
  if (signInChanged(then, now)) risks.push({ kind: 'sign-in-changed', detail: 'Its users sign in in another way.' });
  if (now.script !== null && now.script !== then.script) {
    const what = then.script === null ? 'It runs a script, which it did not.' : 'The script that it runs was changed.';
    risks.push({ kind: 'script-changed', detail: what });
  }
  const permissions = added(then.permissions, now.permissions);
  if (permissions.length > 0) {
    risks.push({ kind: 'new-permission', detail: `It asks its users for ${told(permissions)}, which it did not.` });
  }
  return risks;
}

function exposureOf(content: PackageContent): Exposure {
  const definition = jsonOf(content, packageFileNames.definition);
  const properties = own(jsonOf(content, packageFileNames.properties), 'properties');
  const schemes = own(definition, 'securityDefinitions');
  const parameters = [own(properties, 'connectionParameters'), own(properties, 'connectionParameterSets')];
  const host = own(definition, 'host');
  return {
    hosts: new Set([...(typeof host === 'string' ? [host.toLowerCase()] : []), ...hostsIn(properties)]),
    signIn: canonicalJson(signInOnly([schemes, ...parameters])),
    asked: askedBy(definition),
    permissions: new Set([schemes, ...parameters].flatMap(permissionsIn)),
    script: content.files.find(({ path }) => path === packageFileNames.script)?.sha256 ?? null,
  };
}

/** What holds for an operation is its own requirement, or else the definition's: Swagger 2.0, Operation Object. */
function askedBy(definition: unknown): ReadonlyMap<string, string> {
  const everywhere = own(definition, 'security');
  const asked = new Map<string, string>();
  for (const [path, item] of Object.entries(objectOf(own(definition, 'paths')))) {
    for (const method of methods) {
      const operation = own(item, method);
      if (!isObject(operation)) continue;
      asked.set(`${method} ${path}`, canonicalJson(signInOnly(own(operation, 'security') ?? everywhere)));
    }
  }
  return asked;
}

/** An operation that is new or gone changes nothing by itself: only one that asks for what none asked for does. */
function signInChanged(then: Exposure, now: Exposure): boolean {
  if (then.signIn !== now.signIn) return true;
  const known = new Set(then.asked.values());
  return [...now.asked].some(([operation, asked]) => {
    const before = then.asked.get(operation);
    return before === undefined ? !known.has(asked) : before !== asked;
  });
}

function jsonOf(content: PackageContent, path: string): unknown {
  const bytes = content.read(path);
  return bytes === undefined ? undefined : readJson(bytes).value;
}

/** The hosts that policies and sign-in name. An address that is put together at run time counts by its text. */
function hostsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? [urlOf(value)?.host ?? value] : [];
  return (isObject(value) ? Object.values(value) : arrayOf(value)).flatMap(hostsIn);
}

/** What users are asked for: the names under every `scopes`, a list of them or an object with them as its members. */
function permissionsIn(value: unknown): string[] {
  if (!isObject(value)) return arrayOf(value).flatMap(permissionsIn);
  return Object.entries(value).flatMap(([name, member]) => {
    if (name !== 'scopes') return permissionsIn(member);
    return isObject(member) ? Object.keys(member) : arrayOf(member).filter(scope => typeof scope === 'string');
  });
}

function signInOnly(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(signInOnly);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !notSignIn.has(name));
  return Object.fromEntries(kept.map(([name, member]) => [name, signInOnly(member)]));
}

function added(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [...after].filter(name => !before.has(name)).sort();
}

function told(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ');
}
