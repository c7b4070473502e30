import { z } from 'zod';
import { slugPattern } from '../../core/package.js';
import { publishableVersion } from '../../core/catalog-paths.js';
import type { PublicationPlan } from '../../core/publication.js';

/** What a pull request and its merge say of a publication. */
export interface PullRequestText {
  readonly title: string;
  readonly body: string;
  readonly mergeTitle: string;
  readonly mergeMessage: string;
}

/**
 * The text of a publication's pull request. GitHub acts on what stands in such texts (mentions, issues to close, checks to skip), so
 * that nothing a submitter wrote is in it: only names that are slugs, versions, digests, times, and what the certificate lists.
 */
export function pullRequestText(plan: PublicationPlan): PullRequestText {
  const { publisher, connector, version, digest, certificate, folder } = plan;
  if (![publisher, connector].every(name => slugPattern.test(name)) || !publishableVersion.test(version)) {
    throw new Error('A publication is named by slugs and a plain version');
  }
  const name = `${publisher}/${connector} ${version}`;
  const { ruleset, verdicts, approvals, expiresAt } = statementIn(plan).predicate;
  const rows = verdicts.map(
    ({ stage, verdict, at, evidence }) => `| ${code(stage)} | ${code(verdict)} | ${code(at)} | ${evidence.length} |`,
  );
  const body = [
    `Assay certified version ${code(version)} of ${code(`${publisher}/${connector}`)}.`,
    '',
    `- Package: ${code(digest)}`,
    `- Folder: ${code(folder)}`,
    `- Certificate: ${code(certificate)}, until ${code(expiresAt)}`,
    `- Ruleset: ${code(ruleset.digest)}`,
    `- Approved by: ${[...new Set(approvals.map(({ account }) => code(account)))].join(', ')}`,
    '',
    '| stage | verdict | at | evidence |',
    '| --- | --- | --- | ---: |',
    ...rows,
    '',
    'Only the commit that this pull request was opened with is ever merged by Assay. Changing the branch stops the publication; closing',
    'the pull request returns the version to its publisher. After the merge the files are read back and hashed again.',
    '',
  ].join('\n');
  return {
    title: `Publish ${name}`,
    body,
    mergeTitle: `Merge the publication of ${name}`,
    mergeMessage: `Digest: ${digest}`,
  };
}

/** Nothing in it can end a code span, begin a table's column or be read as a mention. */
function code(text: string): string {
  return `\`${text.replace(/[^\w.:/@+ -]/g, '?').slice(0, 200)}\``;
}

const envelopeShape = z.object({ payload: z.base64() });
const statementShape = z.object({
  predicate: z.object({
    ruleset: z.object({ digest: z.string() }),
    verdicts: z.array(
      z.object({ stage: z.string(), verdict: z.string(), at: z.string(), evidence: z.array(z.unknown()) }),
    ),
    approvals: z.array(z.object({ account: z.string() })),
    expiresAt: z.string(),
  }),
});

/** What the plan's certificate states; it is ours, and was signed a moment ago. */
function statementIn({ files, certificate }: PublicationPlan): z.output<typeof statementShape> {
  const text = Buffer.from(files.get(certificate) ?? '').toString('utf8');
  const { payload } = envelopeShape.parse(JSON.parse(text));
  return statementShape.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')));
}
