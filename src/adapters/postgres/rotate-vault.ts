import type { DataSource } from 'typeorm';
import { problem } from '../../core/problems.js';
import { change, inTransaction, select, withProblems } from './transaction.js';
import { keyIdOf, rewrap } from './vault.js';
import type { Sealed } from './vault.js';

/** How many records one transaction re-wraps: a crash repeats at most these, and nobody waits long for their rows. */
const batch = 200;

type Record = Omit<Sealed, 'sealed'> & { readonly owner: string; readonly name: string };

/** Every table with sealed records, and the SQL of the two names that a record is sealed under. */
const vaults = [
  { table: 'credential', owner: 'submission_id', name: 'name' },
  { table: 'preview_connection', owner: 'submission_id', name: `'preview ' || account_id` },
  { table: 'webhook', owner: `'webhook'`, name: 'id' },
  { table: 'watch_credential', owner: `('watch ' || publisher || '/' || connector)`, name: 'name' },
] as const;
type Vault = (typeof vaults)[number];

/** What a rotation did. */
export interface Rotation {
  /** Names of the keys, which tell nothing of them. */
  readonly from: string;
  readonly to: string;
  /** Records that were re-wrapped this time; a rotation that goes on after a crash does the rest. */
  readonly records: number;
}

/**
 * Retires the old master key and re-wraps the key of every record that it sealed under the new one. Running it again after a crash
 * goes on where it ended; running it once more does nothing. Throws `vault-record-damaged`, `vault-key-wrong` when records are left
 * that neither key opens, `vault-key-retired` when the new key was replaced itself before, and `database-unreachable`.
 */
export async function rotateVault(dataSource: DataSource, from: Uint8Array, to: Uint8Array): Promise<Rotation> {
  const names = { from: keyIdOf(from), to: keyIdOf(to) };
  if (names.from === names.to) throw new Error('A key cannot follow itself.');
  await requireKeyInUse(dataSource, to);
  await requireOpenable(dataSource, names);
  await retire(dataSource, names.from);
  let records = 0;
  for (const vault of vaults) {
    for (let done = batch; done === batch; records += done) done = await rewrapSome(dataSource, vault, from, to);
  }
  return { ...names, records };
}

/** Throws `vault-key-retired` when this key was replaced: nothing must start with it. */
export async function requireKeyInUse(dataSource: DataSource, masterKey: Uint8Array): Promise<void> {
  const held = keyIdOf(masterKey);
  const found = await withProblems(() =>
    select(dataSource.manager, 'select from retired_key where key_id = $1', [held]),
  );
  if (found.length > 0) throw problem('vault-key-retired', { held });
}

/** With a wrong key for the old one nothing would be re-wrapped and the right one still be in use. */
async function requireOpenable(dataSource: DataSource, names: { from: string; to: string }): Promise<void> {
  const strange = await withProblems(() =>
    select<{ key_id: string }>(
      dataSource.manager,
      `select key_id from (select key_id from credential union all select key_id from webhook
                           union all select key_id from preview_connection
         union all select key_id from watch_credential) as sealed
        where key_id <> $1 and key_id <> $2 limit 1`,
      [names.from, names.to],
    ),
  );
  if (strange[0] !== undefined) throw problem('vault-key-wrong', { sealedWith: strange[0].key_id, held: names.from });
}

/**
 * Waits for everybody who is writing credentials, so that from here on no record with the old key can come in unseen: whoever writes
 * next finds it retired.
 */
function retire(dataSource: DataSource, keyId: string): Promise<void> {
  return inTransaction(dataSource, async tx => {
    await tx.query('lock table credential, preview_connection, watch_credential, webhook in share row exclusive mode');
    await tx.query('insert into retired_key (key_id) values ($1) on conflict do nothing', [keyId]);
  });
}

function rewrapSome(
  dataSource: DataSource,
  { table, owner, name }: Vault,
  from: Uint8Array,
  to: Uint8Array,
): Promise<number> {
  return inTransaction(dataSource, async tx => {
    const records = await select<Record>(
      tx,
      `select ${owner} as owner, ${name} as name, key_id as "keyId", wrapped_key as "wrappedKey" from ${table}
        where key_id = $1 order by owner, name limit ${batch} for update`,
      [keyIdOf(from)],
    );
    for (const record of records) {
      const { keyId, wrappedKey } = rewrapped(from, to, record);
      await change(tx, `update ${table} set key_id = $3, wrapped_key = $4 where ${owner} = $1 and ${name} = $2`, [
        record.owner,
        record.name,
        keyId,
        wrappedKey,
      ]);
    }
    return records.length;
  });
}

function rewrapped(from: Uint8Array, to: Uint8Array, { owner, name, ...record }: Record) {
  try {
    return rewrap(from, to, [owner, name], record);
  } catch (error) {
    throw problem('vault-record-damaged', { id: owner, name }, error);
  }
}
