import type { ExitCode } from '../exit-code.js';
import { json } from '../json.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';
import { keysFromFile, keysFromTree } from './keys.js';
import { openCatalogue } from './open-catalogue.js';
import { verifyConnector } from './verify-connector.js';
import type { VerifiedConnector } from './verify-connector.js';

/** Of more than this, those that hold are told in one line each. */
const fewConnectors = 3;

/** Verifies all connectors that a path names and prints what is proven of each. Gives the exit code. */
export async function verifyCatalogue(
  path: string,
  { key, format }: { readonly key?: string; readonly format: 'text' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const { tree, connectors } = await openCatalogue(path);
  try {
    const { keys, vouchedFor } = key === undefined ? await keysFromTree(tree) : await keysFromFile(key);
    const now = new Date();
    let failed = 0;
    for (const name of connectors) {
      const verified = await verifyConnector(tree, name, keys, now);
      if (!verified.ok) failed += 1;
      const inFull = !verified.ok || connectors.length <= fewConnectors;
      terminal.out(format === 'json' ? json(verified) : connectorText(verified, inFull, terminal));
    }
    const proven = connectors.length - failed;
    terminal.err(`${connectors.length} looked at: ${proven} proven, ${failed} not.\n`);
    if (!vouchedFor) {
      const named = keys.length === 0 ? 'none' : keys.map(({ keyid }) => keyid.slice(0, 16)).join(', ');
      terminal.err(
        `Not proven: whose key it is. The repository’s own was used (${named}); give the programme’s with --key.\n`,
      );
    }
    return failed === 0 ? 0 : 1;
  } finally {
    await tree.close();
  }
}

function connectorText({ name, version, ok, proofs }: VerifiedConnector, inFull: boolean, { paint }: Terminal): string {
  const head = `${printable(name)}${version === null ? '' : ` ${printable(version)}`}`;
  const verdict = ok ? paint.green('proven') : paint.red('not proven');
  const lines = [`${paint.bold(head)}  ${verdict}`];
  for (const proof of inFull ? proofs : []) {
    const mark = proof.ok ? paint.green('holds') : paint.red('FAILS');
    lines.push(`  ${mark}  ${proof.name.padEnd(16)}  ${printable(proof.detail)}`);
  }
  return `${lines.join('\n')}\n`;
}
