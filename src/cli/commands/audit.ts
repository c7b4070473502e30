import type { Command } from 'commander';
import type { AuditHead } from '../../core/audit.js';
import { problem } from '../../core/problems.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly dataDir?: string;
  readonly head: readonly AuditHead[];
}

/** `assay audit`: proves that the audit trail is whole, up to heads that were noted elsewhere. Exit 1 where it is not. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Prove that the audit trail is whole: no entry was changed, removed or moved. Prints its head; keep that elsewhere, and give it later with --head, which proves that no entry up to it is gone',
    )
    .option('--data-dir <folder>', 'the service’s data folder (ASSAY_DATA_DIR, else .assay)')
    .option(
      '--head <seq:hash>',
      'a head that was printed earlier; may be given more than once',
      (text: string, before: readonly AuditHead[]) => [...before, readHead(text)],
      [],
    )
    .action((options: Options) => audit(options, terminal));
}

async function audit({ dataDir, head: noted }: Options, terminal: Terminal): Promise<void> {
  const [{ readConfig }, { withDatabase }, { findAuditHead, verifyAudit }] = await Promise.all([
    import('../../config.js'),
    import('../with-database.js'),
    import('../../adapters/postgres/audit.js'),
  ]);
  const config = readConfig(dataDir === undefined ? {} : { ASSAY_DATA_DIR: dataDir });
  const { broken, head } = await withDatabase(config, async dataSource => {
    const newest = await findAuditHead(dataSource);
    return { head: newest, broken: await verifyAudit(dataSource, noted) };
  });
  const entries = head?.seq ?? 0;
  if (broken !== null) {
    terminal.out(
      `The audit trail was tampered with: it does not hold at entry ${broken}. It has ${entries} entries now.\n`,
    );
    return terminal.end(1);
  }
  const heads = noted.length === 0 ? '' : ` ${noted.length} noted head${noted.length === 1 ? ' holds' : 's hold'}.`;
  terminal.out(`The audit trail is whole: ${entries} entries.${heads}\n`);
  if (head !== null) terminal.out(`head ${head.seq}:${head.hash}\n`);
  terminal.end(0);
}

/** Throws `options-conflict` for what is no head. */
function readHead(text: string): AuditHead {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) {
    throw problem('options-conflict', {
      reason: 'What stands after --head is no head of an audit trail.',
      fix: 'Give it as `assay audit` printed it: the number of an entry, a colon, and 64 hex digits.',
    });
  }
  return { seq: Number(seq), hash };
}
