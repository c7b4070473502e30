import { randomUUID } from 'node:crypto';
import { MemoryBlobs } from '../../adapters/memory/blobs.js';
import { MemoryConnections } from '../../adapters/memory/connections.js';
import { createNewman } from '../../adapters/newman/run-collection.js';
import type { PackageContent } from '../../core/package.js';
import type { Connection } from '../../core/ports/connections.js';
import type { Stage, Subject } from '../../core/stage.js';
import type { StageName } from '../../core/stage-names.js';
import type { Report } from '../../core/verdict.js';
import { loadPackage } from '../../pipeline/load-package.js';
import type { CallbackAddress } from '../../runtime/callback-address.js';
import { openCallbackHost } from '../../runtime/callback-host.js';
import type { EgressPolicy } from '../../runtime/egress-policy.js';
import { functionalStage } from '../../stages/functional/stage.js';
import type { FunctionalTools } from '../../stages/functional/stage.js';
import { intakeStage } from '../../stages/intake/stage.js';
import type { PackedUpload } from '../check/read-package.js';

/** A child is started for one run and needed at once; a minute more than it lives is enough. */
const newmanIdleSeconds = 60;

/** What a connector is tested with. */
export interface TestTerms {
  readonly profile: string;
  readonly connection: Connection;
  readonly egress: EgressPolicy;
  /** Where notifications of webhook triggers are listened for, and the URL under which APIs reach that; null: as it is. */
  readonly callback: CallbackAddress;
  readonly callbackUrl: string | null;
  /** Who tests; the record of the calls says it. */
  readonly identity: FunctionalTools['identity'];
  readonly signal: AbortSignal;
}

/** What the two stages found, and the record of the calls. */
export interface Tested {
  /** Null when intake did not accept the upload; then nothing was called. */
  readonly package: PackageContent | null;
  readonly reports: readonly { readonly stage: StageName; readonly report: Report }[];
  /** The functional record as it is stored as evidence, redacted; null when nothing was called. */
  readonly record: Uint8Array | null;
}

/**
 * Runs intake and the functional stage on one upload, as the service does, on this machine: the same plan, the same sandboxed
 * Newman, the same runtime and judges. Throws the Problem that a stage could not get past.
 */
export async function runFunctional(upload: PackedUpload, terms: TestTerms): Promise<Tested> {
  const blobs = new MemoryBlobs();
  const connections = new MemoryConnections();
  const newman = createNewman({
    childEntry: new URL('../../../sandbox/child.cjs', import.meta.url),
    idleSeconds: newmanIdleSeconds,
  });
  try {
    newman.warm();
    const subject = subjectOf(upload, terms.profile, await blobs.put(upload.bytes));
    await connections.put(subject.submission.id, terms.connection);
    const intake = await checked(intakeStage(blobs), subject, terms.signal);
    const first = { stage: 'intake', report: intake.report } as const;
    if (intake.package === undefined) return { package: null, reports: [first], record: null };

    const content = await loadPackage(intake.package, blobs);
    const { egress, identity, callback, callbackUrl } = terms;
    const now = () => new Date();
    const callbacks = await openCallbackHost({ ...callback, publicUrl: callbackUrl, now });
    const stage = functionalStage({ identity, connections, blobs, newman, egress, callbacks, now });
    const { report } = await checked(stage, { ...subject, package: content }, terms.signal).finally(() =>
      callbacks.close(),
    );
    const [evidence] = report.evidence;
    const record = evidence === undefined ? null : await blobs.get(evidence.replace(/^sha256:/, ''));
    return { package: content, reports: [first, { stage: 'functional', report }], record };
  } finally {
    await newman.close();
  }
}

async function checked(stage: Stage, subject: Subject, signal: AbortSignal) {
  const outcome = await stage.run(subject, signal);
  if (outcome.kind !== 'checked') throw new Error(`The stage ${stage.name} ended as ${outcome.kind}`);
  return outcome;
}

/** A submission that exists for one run. Nothing of it is stored, and nobody is told its name. */
function subjectOf({ name }: PackedUpload, profile: string, uploadSha256: string): Subject {
  const id = randomUUID();
  return {
    submission: {
      id,
      publisher: 'local',
      connector: 'local',
      profile,
      stage: 'intake',
      state: 'running',
      revision: 1,
      version: null,
    },
    revision: { submissionId: id, number: 1, uploadSha256, uploadName: name, uploadedBy: 'local', package: null },
    package: null,
    history: [],
    approvals: [],
  };
}
