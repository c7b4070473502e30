import type { DataSource, EntityManager } from 'typeorm';
import { requireNotice } from '../../core/deprecation.js';
import type { NewDeprecation } from '../../core/deprecation.js';
import { Connectors } from '../../core/ports/connectors.js';
import type {
  ConnectorName,
  Marks,
  PreviewVersion,
  PublicVersion,
  WithdrawalSide,
} from '../../core/ports/connectors.js';
import type { PublishedPackage } from '../../core/ports/reviews.js';
import { problem } from '../../core/problems.js';
import { appendAudit } from './audit.js';
import { page, readCursor } from './cursor.js';
import { findMarks } from './marks.js';
import { storable } from './storable.js';
import { requireMemberOr } from './rights.js';
import { inTransaction, select, withProblems } from './transaction.js';

/** Public connectors in PostgreSQL. Locks are taken in the order connector, publication, account, audit trail. */
export class PostgresConnectors extends Connectors {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  versions(
    name: ConnectorName,
    { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
  ): Promise<{ items: PublicVersion[]; next: string | null }> {
    const mark = cursor === null ? null : readCursor(cursor);
    return withProblems(async () => {
      const db = this.dataSource.manager;
      const found = await select<VersionRow>(
        db,
        `${publicVersions} and ($4::timestamptz is null or (p.verified_at, p.submission_id) < ($4, $5))
          order by p.verified_at desc, p.submission_id desc limit $3`,
        [name.publisher, name.connector, limit + 1, mark?.at ?? null, mark?.id ?? null],
      );
      return page(await marked(db, found), limit, ({ since, submissionId }) => ({ at: since, id: submissionId }));
    });
  }

  newest(name: ConnectorName): Promise<PublicVersion | null> {
    return withProblems(async () => {
      const db = this.dataSource.manager;
      const found = await select<VersionRow>(
        db,
        `${publicVersions}
          order by exists (select from withdrawn_version w where w.submission_id = p.submission_id), p.verified_at desc, p.submission_id desc
          limit 1`,
        [name.publisher, name.connector],
      );
      return (await marked(db, found))[0] ?? null;
    });
  }

  async insteadOf(
    { publisher, connector }: ConnectorName,
    digest: string,
  ): Promise<Pick<PublishedPackage, 'version' | 'digest' | 'files'> | null> {
    const [found] = await withProblems(() =>
      select<Pick<PublishedPackage, 'version' | 'digest' | 'files'>>(
        this.dataSource.manager,
        `select p.version, p.digest, r.files from publication p
           join revision r on r.submission_id = p.submission_id and r.digest = p.digest
          where (p.publisher, p.connector) = ($1, $2) and p.verified_at is not null
            and not exists (select from withdrawn_version w where w.submission_id = p.submission_id)
            and exists (select from withdrawn_version w join publication o on o.submission_id = w.submission_id
                         where (o.publisher, o.connector, o.digest) = ($1, $2, $3))
          order by p.verified_at desc, r.number desc limit 1`,
        [publisher, connector, digest],
      ),
    );
    return found ?? null;
  }

  async preview({ publisher, connector }: ConnectorName): Promise<PreviewVersion | null> {
    const [row] = await withProblems(() =>
      select<VersionRow>(
        this.dataSource.manager,
        `select s.version, s.digest, s.id as "submissionId", s.updated_at as since from submission s
          where (s.publisher, s.connector) = ($1, $2) and s.state = 'waiting' and s.stage = 'preview'`,
        [publisher, connector],
      ),
    );
    return row === undefined ? null : { ...row, since: row.since.toISOString() };
  }

  marks(submissionIds: readonly string[]): Promise<ReadonlyMap<string, Marks>> {
    return withProblems(() => findMarks(this.dataSource.manager, submissionIds));
  }

  deprecate(id: string, name: ConnectorName, what: NewDeprecation, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await lockConnector(tx, name);
      if ((await select(tx, 'select from deprecation where id = $1', [id])).length > 0) return;
      requireNotice(what, await today(tx));
      const newest = await requirePublic(tx, name, what.versions);
      if (what.replacement !== null) await requireReplacement(tx, name, what.replacement);
      await requireMemberOr(tx, 'administrator', name.publisher, by);
      await tx.query(
        `insert into deprecation (id, publisher, connector, versions, reason, begins_on, ends_on, replacement_publisher,
           replacement_connector, account_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          id,
          name.publisher,
          name.connector,
          what.versions,
          storable(what.reason),
          what.from,
          what.endOfLife,
          what.replacement?.publisher ?? null,
          what.replacement?.connector ?? null,
          by,
        ],
      );
      const details = { deprecation: id, ...name, ...what };
      await appendAudit(tx, { actor: by, action: 'connector.deprecated', submissionId: newest, details });
    });
  }

  undoDeprecation(id: string, name: ConnectorName, reason: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await lockConnector(tx, name);
      const found = await select<{ undone: boolean; versions: string[] | null }>(
        tx,
        `select d.versions, exists (select from deprecation_undone where deprecation_id = d.id) as undone from deprecation d
          where (d.id, d.publisher, d.connector) = ($1, $2, $3)`,
        [id, name.publisher, name.connector],
      );
      const [standing] = found;
      if (standing === undefined) throw problem('deprecation-not-found', { ...name, id });
      if (standing.undone) return;
      await requireMemberOr(tx, 'administrator', name.publisher, by);
      await tx.query('insert into deprecation_undone (deprecation_id, reason, account_id) values ($1, $2, $3)', [
        id,
        storable(reason),
        by,
      ]);
      const submissionId = await requirePublic(tx, name, standing.versions);
      const details = { deprecation: id, ...name, reason };
      await appendAudit(tx, { actor: by, action: 'connector.deprecation-undone', submissionId, details });
    });
  }

  withdraw(
    id: string,
    name: ConnectorName,
    { version, reason, side }: { readonly version: string; readonly reason: string; readonly side: WithdrawalSide },
    by: string,
  ): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await lockConnector(tx, name);
      if ((await select(tx, 'select from version_withdrawal where id = $1', [id])).length > 0) return;
      const submissionId = await requirePublic(tx, name, [version]);
      const { withdrawal } = (await findMarks(tx, [submissionId])).get(submissionId) ?? { withdrawal: null };
      // The publisher need not wait for the programme's second person.
      if (withdrawal !== null && (withdrawal.since !== null || side === 'programme')) {
        throw problem('withdrawal-stands', { ...name, version, id: withdrawal.id });
      }
      await tx.query(
        'insert into version_withdrawal (id, submission_id, side, reason, account_id) values ($1, $2, $3, $4, $5)',
        [id, submissionId, side, storable(reason), by],
      );
      const details = { withdrawal: id, ...name, version, side, reason };
      const action = side === 'publisher' ? 'version.withdrawn' : 'version.withdrawal-asked';
      await appendAudit(tx, { actor: by, action, submissionId, details });
    });
  }

  consent(id: string, name: ConnectorName, comment: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await lockConnector(tx, name);
      const { side, version, submissionId, undone, consents } = await requireWithdrawal(tx, id, name);
      if (consents.includes(by)) return;
      if (side === 'publisher' || undone || consents.length > 0) throw problem('withdrawal-not-found', { ...name, id });
      await tx.query(
        'insert into version_withdrawal_consent (withdrawal_id, comment, account_id) values ($1, $2, $3)',
        [id, storable(comment), by],
      );
      const details = { withdrawal: id, ...name, version, side, comment };
      await appendAudit(tx, { actor: by, action: 'version.withdrawn', submissionId, details });
    });
  }

  undoWithdrawal(id: string, name: ConnectorName, reason: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await lockConnector(tx, name);
      const { side, version, submissionId, undone } = await requireWithdrawal(tx, id, name);
      if (undone) return;
      await tx.query('insert into version_withdrawal_undone (withdrawal_id, reason, account_id) values ($1, $2, $3)', [
        id,
        storable(reason),
        by,
      ]);
      const details = { withdrawal: id, ...name, version, side, reason };
      await appendAudit(tx, { actor: by, action: 'version.withdrawal-undone', submissionId, details });
    });
  }
}

type VersionRow = Omit<PreviewVersion, 'since'> & { readonly since: Date };

const publicVersions = `
  select p.version, p.digest, p.submission_id as "submissionId", p.verified_at as since from publication p
   where (p.publisher, p.connector) = ($1, $2) and p.verified_at is not null`;

async function marked(db: EntityManager, found: readonly VersionRow[]): Promise<PublicVersion[]> {
  const marks = await findMarks(
    db,
    found.map(({ submissionId }) => submissionId),
  );
  return found.flatMap(row => {
    const its = marks.get(row.submissionId);
    return its === undefined ? [] : [{ ...row, since: row.since.toISOString(), ...its }];
  });
}

/** Whoever changes what becomes of the same connector at the same moment waits here, and then sees what stands. */
async function lockConnector(tx: EntityManager, { publisher, connector }: ConnectorName): Promise<void> {
  await tx.query('select from connector where (publisher, slug) = ($1, $2) for update', [publisher, connector]);
}

/** The submission of the newest of these public versions, or of all where none is named. Throws `version-not-public`. */
async function requirePublic(
  tx: EntityManager,
  name: ConnectorName,
  versions: readonly string[] | null,
): Promise<string> {
  const found = await select<VersionRow>(tx, `${publicVersions} order by p.verified_at desc, p.submission_id desc`, [
    name.publisher,
    name.connector,
  ]);
  const missing = versions?.find(version => !found.some(one => one.version === version));
  const newest = found.find(({ version }) => versions === null || versions.includes(version));
  if (missing !== undefined || newest === undefined) {
    throw problem('version-not-public', { ...name, version: missing ?? 'at all' });
  }
  return newest.submissionId;
}

async function requireReplacement(tx: EntityManager, name: ConnectorName, replacement: ConnectorName): Promise<void> {
  const found = await select(
    tx,
    `${publicVersions} and not exists (select from withdrawn_version w where w.submission_id = p.submission_id) limit 1`,
    [replacement.publisher, replacement.connector],
  );
  const itself = replacement.publisher === name.publisher && replacement.connector === name.connector;
  if (itself || found.length === 0) throw problem('replacement-not-public', { ...replacement });
}

async function requireWithdrawal(tx: EntityManager, id: string, { publisher, connector }: ConnectorName) {
  const [found] = await select<{
    side: WithdrawalSide;
    version: string;
    submissionId: string;
    undone: boolean;
    consents: string[];
  }>(
    tx,
    `select w.side, s.version, w.submission_id as "submissionId",
            exists (select from version_withdrawal_undone where withdrawal_id = w.id) as undone,
            array(select account_id from version_withdrawal_consent where withdrawal_id = w.id) as consents
       from version_withdrawal w join submission s on s.id = w.submission_id
      where (w.id, s.publisher, s.connector) = ($1, $2, $3)`,
    [id, publisher, connector],
  );
  if (found === undefined) throw problem('withdrawal-not-found', { publisher, connector, id });
  return found;
}

async function today(tx: EntityManager): Promise<string> {
  const [row] = await select<{ day: string }>(tx, `select to_char(now() at time zone 'utc', 'YYYY-MM-DD') as day`);
  if (row === undefined) throw new Error('The database told no day.');
  return row.day;
}
