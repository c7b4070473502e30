import { randomUUID } from 'node:crypto';
import { claimAt, decision, digestOf, end, openingOf, outcomeOf, sha256Of } from '../contracts/ledger.contract.js';
import type { World } from './world.js';

/** What a test may say of the version that it makes public. */
export interface Wanted {
  readonly connector?: string;
  readonly version?: string;
  /** End of its certificate, RFC 3339. */
  readonly expiresAt?: string;
  readonly rulesetDigest?: string;
  /** Path of each file of the package, and its SHA-256. */
  readonly files?: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
  readonly digest?: string;
  /** Of the upload. */
  readonly uploadSha256?: string;
}

const dayMs = 86_400_000;

/** The moment so many days from now, RFC 3339. */
export const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

/** Brings a version of acme into the preview channel, as the flow does. */
export async function previewVersion({ ledger, people }: World, wanted: Wanted = {}) {
  const connector = wanted.connector ?? `c-${randomUUID().slice(0, 8)}`;
  const version = wanted.version ?? '1.0.0';
  const opened = await ledger.open(
    openingOf({
      publisher: 'acme',
      by: people.submitter,
      connector,
      uploadSha256: wanted.uploadSha256 ?? sha256Of(`${connector} ${version}`),
    }),
  );
  const intake = await claimAt(ledger, 'intake');
  if (intake.submissionId !== opened.id) throw new Error('Something else is under way.');
  const outcome = outcomeOf(intake);
  if (outcome.kind !== 'checked' || !outcome.package) throw new Error('Intake gives a package.');
  const digest = wanted.digest ?? digestOf(`${connector} ${version}`);
  const accepted = { ...outcome.package, version, digest, files: wanted.files ?? outcome.package.files };
  await end(ledger, intake, { ...outcome, package: accepted });
  const step = await claimAt(ledger, 'preview');
  await end(ledger, step, outcomeOf(step));
  return { id: opened.id, connector, version, digest };
}

/** Makes a version of acme public, as the flow does. */
export async function publishVersion(world: World, wanted: Wanted = {}) {
  const { ledger, people } = world;
  const made = await previewVersion(world, wanted);
  const { id, connector, version, digest } = made;
  await ledger.change(id, decision('approve', people.reviewer, digest));
  const step = await claimAt(ledger, 'publish');
  await ledger.intendPublication({
    target: 'repository',
    publisher: 'acme',
    connector,
    version,
    digest,
    submissionId: id,
  });
  const outcome = outcomeOf(step);
  if (outcome.kind !== 'done') throw new Error('Publishing gives a receipt.');
  const { expiresAt = inDays(365), rulesetDigest = digestOf('rules') } = wanted;
  const predicate = { ruleset: { digest: rulesetDigest }, issuedAt: inDays(0), expiresAt };
  const payload = Buffer.from(JSON.stringify({ predicate })).toString('base64');
  await end(ledger, step, { ...outcome, receipt: { ...outcome.receipt, certificate: JSON.stringify({ payload }) } });
  return made;
}
