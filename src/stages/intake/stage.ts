import { createHash } from 'node:crypto';
import type { Outcome } from '../../core/outcome.js';
import { digestSource } from '../../core/package.js';
import type { PackageFile } from '../../core/package.js';
import type { Blobs } from '../../core/ports/blobs.js';
import type { Stage } from '../../core/stage.js';
import type { CheckResult } from '../../core/verdict.js';
import { readUpload } from './read-upload.js';
import { intakeChecks } from './rules.js';
import type { IntakeCheck } from './rules.js';
import { toFindings } from './remark.js';

/** A version beyond this length is none; lint says so, and nothing has to carry it around. */
const versionLength = 64;

/**
 * Quarantine: takes the upload apart without trusting anything in it, and keeps the files of the package, each under its own
 * digest. Nothing is ever written under a name that the archive gives.
 */
export function intakeStage(blobs: Blobs): Stage {
  return {
    name: 'intake',
    kind: 'check',
    offline: true,
    async run({ revision }, signal): Promise<Outcome> {
      const upload = await blobs.get(revision.uploadSha256);
      signal.throwIfAborted();
      const { remarks, ran, files, definition } = await readUpload(upload);
      const report = {
        checks: intakeChecks.map(check => resultOf(check, ran)),
        findings: toFindings(remarks, revision.uploadName),
        evidence: [],
      };
      if (files === null) return { kind: 'checked', report };

      signal.throwIfAborted();
      const stored: PackageFile[] = [];
      for (const path of [...files.keys()].sort()) {
        const bytes = files.get(path) ?? new Uint8Array();
        stored.push({ path, size: bytes.length, sha256: await blobs.put(bytes) });
      }
      const digest = `sha256:${createHash('sha256').update(digestSource(stored)).digest('hex')}`;
      return { kind: 'checked', report, package: { digest, files: stored, version: versionOf(definition) } };
    },
  };
}

function resultOf(id: IntakeCheck, ran: readonly IntakeCheck[]): CheckResult {
  if (ran.includes(id)) return { id, state: 'ran' };
  return { id, state: 'not-run', reason: 'The archive was refused before this could be looked at.', fault: 'yours' };
}

/** The definition's `info.version`, where it is a text that can be one. */
function versionOf(definition: unknown): string | null {
  const version = memberOf(memberOf(definition, 'info'), 'version');
  return typeof version === 'string' && version !== '' && version.length <= versionLength ? version : null;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
