import { isObject, objectOf } from '../../src/core/json-value.js';
import { packageFileNames } from '../../src/core/package.js';
import type { OpenedPackage } from '../opened-package.js';
import { metadataAddresses } from './metadata.js';
import { oauthSettings } from './oauth-settings.js';
import { oncePer } from './once-per.js';
import type { Path } from './path.js';
import { securitySchemes } from './security.js';

/** An address that people or programs are sent to, as browsers read it. */
export interface NamedAddress {
  readonly file: string;
  readonly at: Path;
  readonly written: string;
  /** In lower case, without the colon; null where the text begins with none. */
  readonly scheme: string | null;
  /** User, host and port, when they are written out; null where variables stand for them. */
  readonly authority: string | null;
}

/** Every address of the connector's pages and of its sign-in, in the definition and in the properties. */
export const namedAddresses = oncePer((opened: OpenedPackage): readonly NamedAddress[] =>
  [...addressesOf(opened)].flatMap(({ file, at, value }) =>
    typeof value === 'string' ? [{ file, at, written: value, ...partsOf(value) }] : [],
  ),
);

interface Candidate {
  readonly file: string;
  readonly at: Path;
  readonly value: unknown;
}

function* addressesOf({ definition, properties }: OpenedPackage): Iterable<Candidate> {
  const { definition: file, properties: propertiesFile } = packageFileNames;
  const { root, operations } = definition;
  const info = objectOf(root.info);
  yield { file, at: ['info', 'termsOfService'], value: info.termsOfService };
  for (const name of ['contact', 'license']) yield { file, at: ['info', name, 'url'], value: objectOf(info[name]).url };
  yield { file, at: ['externalDocs', 'url'], value: objectOf(root.externalDocs).url };
  for (const { at, value } of metadataAddresses(root)) yield { file, at, value };
  for (const { at, value } of securitySchemes(definition)) {
    for (const name of ['authorizationUrl', 'tokenUrl']) yield { file, at: [...at, name], value: value[name] };
  }
  for (const { at, value } of operations) {
    yield { file, at: [...at, 'externalDocs', 'url'], value: objectOf(value.externalDocs).url };
  }
  for (const { at, value } of oauthSettings(properties.connectionParameters)) {
    yield { file: propertiesFile, at: [...at, 'redirectUrl'], value: value.redirectUrl };
    for (const [name, parameter] of Object.entries(objectOf(value.customParameters))) {
      if (isObject(parameter)) {
        yield { file: propertiesFile, at: [...at, 'customParameters', name, 'value'], value: parameter.value };
      }
    }
  }
}

/** Scheme and authority as browsers find them: they skip what is blank at the start, tabs and line breaks, and take \ for /. */
function partsOf(written: string): Pick<NamedAddress, 'scheme' | 'authority'> {
  const read = written.slice(0, 2000).replace(/^[\0-\x20]+|[\t\n\r]/g, '');
  const [, scheme, authority] = /^([a-z][a-z0-9+.-]*):(?:[/\\]{2}([^/\\?#]*))?/i.exec(read) ?? [];
  const isWritten = authority !== undefined && !/[{}()]/.test(authority);
  return { scheme: scheme?.toLowerCase() ?? null, authority: isWritten ? authority : null };
}
