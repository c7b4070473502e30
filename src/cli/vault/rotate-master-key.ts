import { join } from 'node:path';
import { masterKeyFrom, masterKeyIn, nextMasterKeyIn, promoteMasterKey } from '../../adapters/files/master-key.js';
import { rotateVault } from '../../adapters/postgres/rotate-vault.js';
import type { Rotation } from '../../adapters/postgres/rotate-vault.js';
import type { Config } from '../../config.js';
import { problem } from '../../core/problems.js';
import { withDatabase } from '../with-database.js';

/**
 * Replaces the master key of the service that this configuration describes. `newKeyFile` names the new key where the environment holds
 * the old one; else both are files of the data folder. `keptIn` is where the new key is then, null for the environment.
 * Throws `options-conflict`, `vault-key-file-unusable`, and what `rotateVault` and opening the database throw.
 */
export async function rotateMasterKey(
  config: Config,
  newKeyFile: string | null,
): Promise<Rotation & { readonly keptIn: string | null }> {
  const inEnvironment = config.masterKey !== null;
  if (inEnvironment !== (newKeyFile !== null)) throw conflict(inEnvironment);
  const from = config.masterKey ?? (await masterKeyIn(config.dataDirectory));
  // On the disk before anything is sealed with it.
  const to = newKeyFile === null ? await nextMasterKeyIn(config.dataDirectory) : await masterKeyFrom(newKeyFile);
  if (Buffer.from(from).equals(Buffer.from(to))) {
    throw problem('vault-key-file-unusable', {
      path: newKeyFile ?? config.dataDirectory,
      reason: 'it holds the key in use',
    });
  }
  const rotation = await withDatabase(config, dataSource => rotateVault(dataSource, from, to));
  if (!inEnvironment) await promoteMasterKey(config.dataDirectory);
  return { ...rotation, keptIn: inEnvironment ? null : join(config.dataDirectory, 'master.key') };
}

function conflict(inEnvironment: boolean) {
  return inEnvironment
    ? problem('options-conflict', {
        reason: 'ASSAY_MASTER_KEY holds the key in use, so the new one is not made by itself.',
        fix: 'Give a file with the new key with --new-key: `openssl rand -hex 32 > new.key`.',
      })
    : problem('options-conflict', {
        reason: 'The key in use is a file of the data folder, where the new one is made by itself.',
        fix: 'Leave --new-key out, or set ASSAY_MASTER_KEY to the key in use.',
      });
}
