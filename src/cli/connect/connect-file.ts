import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../config.js';
import { readJson } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import { problem } from '../../core/problems.js';
import { readDefinition } from '../../runtime/definition.js';
import { createRedactor } from '../../runtime/redact.js';
import {
  authorizationUrl,
  beginSignIn,
  completeSignIn,
  interactiveSettings,
} from '../../runtime/sign-in/authorization.js';
import { secretsOf } from '../../runtime/sign-in/secrets.js';
import { readConnection } from '../client/connection.js';
import type { Callback } from './callback-server.js';
import { writeConnection } from './write-connection.js';

/**
 * Signs in to the connector in this folder and writes the tokens into the connection's file, which has the client id and whatever else
 * the connector asks its users for. Throws `path-not-a-package`, `connection-unreadable`, `connection-unwritable`, and what signing in
 * throws.
 */
export async function connectFile(
  folder: string,
  file: string,
  callback: Callback,
  show: (url: string) => void,
): Promise<void> {
  if (file === '-') {
    throw problem('options-conflict', {
      reason: 'The tokens have to be written somewhere, and standard input is no file.',
      fix: 'Name the file of the connection with --connection.',
    });
  }
  const connection = await readConnection(file);
  const properties = await jsonIn(folder, packageFileNames.properties);
  const definition = readDefinition(await jsonIn(folder, packageFileNames.definition));
  const settings = interactiveSettings(definition, properties, connection);
  const pending = beginSignIn(callback.redirectUrl);
  const url = authorizationUrl(settings, pending);
  show(url);
  const tokens = await completeSignIn(settings, pending, await callback.answerTo(url), {
    egress: readConfig().egressAllow,
    redactor: createRedactor(secretsOf(properties, connection)),
    now: () => new Date(),
    signal: new AbortController().signal,
  });
  const members = Object.entries({ ...connection, ...tokens }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  await writeConnection(file, Object.fromEntries(members));
}

async function jsonIn(folder: string, name: string): Promise<unknown> {
  try {
    return readJson(await readFile(join(folder, name))).value;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const reason = code === 'ENOENT' || code === 'ENOTDIR' ? `holds no ${name}` : `cannot be read (${code})`;
    throw problem('path-not-a-package', { path: folder, reason }, error);
  }
}
