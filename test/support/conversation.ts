import { createHash, randomUUID } from 'node:crypto';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import type { AcceptedPackage } from '../../src/core/outcome.js';
import { digestSource } from '../../src/core/package.js';
import type { Finding } from '../../src/core/finding.js';
import type { Outcome } from '../../src/core/outcome.js';
import type { StageName } from '../../src/core/stage-names.js';
import { end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from './api-world.js';
import { temporaryFolder } from './temporary.js';

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');

export const fingerprintOf = sha256;

/** A finding that blocks; name only what matters to the test. */
export function findingNamed(name: string, known: Partial<Finding> = {}): Finding {
  return {
    rule: 'operation-id-present',
    severity: 'error',
    blocks: true,
    file: 'apiDefinition.swagger.json',
    line: 3,
    column: 5,
    pointer: '/paths',
    message: `"${name}" is wrong.`,
    fix: 'Mend it.',
    docs: '',
    fingerprint: fingerprintOf(name),
    status: 'new',
    ...known,
  };
}

/** What a check found that ran every rule that it names. */
export function found(findings: readonly Finding[]): Outcome {
  const checks = [...new Set(['read', ...findings.map(({ rule }) => rule)])];
  return {
    kind: 'checked',
    report: { checks: checks.map(id => ({ id, state: 'ran' })), findings, evidence: [] },
  };
}

/** An API world whose packages are real, so that a test decides what each revision holds and what each stage finds in it. */
export async function createConversation() {
  const folder = await temporaryFolder('assay-conversation-');
  const world = await createApiWorld({ ASSAY_DATA_DIR: folder.path });
  const blobs = new FileBlobs(`${folder.path}/blobs`);
  const accept = async (files: Readonly<Record<string, string>>, revision: number): Promise<AcceptedPackage> => {
    const list = Object.entries(files).map(([path, content]) => {
      const bytes = Buffer.from(content);
      return { path, size: bytes.length, sha256: sha256(bytes), bytes };
    });
    for (const { bytes } of list) await blobs.put(bytes);
    const entries = list
      .map(({ path, size, sha256: hash }) => ({ path, size, sha256: hash }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return { digest: `sha256:${sha256(digestSource(entries))}`, files: entries, version: `1.0.${revision}` };
  };
  /** Works on a submission until a person's turn. */
  const work = async (
    id: string,
    files: Readonly<Record<string, string>>,
    outcomes: Partial<Record<StageName, Outcome>> = {},
  ) => {
    for (;;) {
      const step = await world.ledger.claim('worker', 60);
      if (step === null) return world.ledger.get(id);
      if (step.stage === 'publish') {
        const { publisher, connector, version } = step.submission;
        const digest = step.revisionRecord.package?.digest ?? '';
        const intent = { target: 'repository', publisher, connector, version: version ?? '', digest };
        await world.ledger.intendPublication({ ...intent, submissionId: id });
      }
      const usual = outcomes[step.stage] ?? outcomeOf(step);
      const accepted = step.stage === 'intake' ? { package: await accept(files, step.revision) } : {};
      await end(world.ledger, step, usual.kind === 'checked' ? { ...usual, ...accepted } : usual);
    }
  };
  const open = async (
    files: Readonly<Record<string, string>>,
    outcomes: Partial<Record<StageName, Outcome>> = {},
    by = world.people.submitter,
  ) => {
    const { id } = await world.ledger.open(openingOf({ connector: `c-${randomUUID()}`, publisher: 'acme', by }));
    return work(id, files, outcomes);
  };
  const revise = (id: string) =>
    world.ledger.change(id, current => ({
      to: { ...current, stage: 'intake', state: 'running', revision: current.revision + 1, version: null },
      actor: world.people.submitter,
      action: 'submission.revised',
      details: {},
      upload: { uploadSha256: sha256(randomUUID()), uploadName: 'b.zip', by: world.people.submitter },
      decision: null,
    }));
  const ask = async <T>(path: string, token: string, json?: unknown, headers: Record<string, string> = {}) => {
    const answer = await world.service.ask(path, token, json === undefined ? { headers } : { json, headers });
    return { status: answer.status, body: (await answer.json()) as T };
  };
  const close = async () => {
    await world.close();
    await folder.remove();
  };
  return { ...world, open, work, revise, ask, close };
}

export type Conversation = Awaited<ReturnType<typeof createConversation>>;
