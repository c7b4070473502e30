import type { DataSource } from 'typeorm';
import { nearEndDays } from '../../core/certificate-state.js';
import { Upkeep } from '../../core/ports/upkeep.js';
import type { CertificateEnd } from '../../core/ports/upkeep.js';
import type { Measurement } from '../../core/tier.js';
import { appendAudit, assay } from './audit.js';
import { storable } from './storable.js';
import { inTransaction, select, withProblems } from './transaction.js';

/** How many certificates one pass marks: the locks of a transaction are not held for long. */
const atOnce = 200;

/** The upkeep of public versions in PostgreSQL. */
export class PostgresUpkeep extends Upkeep {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  tellCertificates(): Promise<readonly CertificateEnd[]> {
    return inTransaction(this.dataSource, async tx => {
      const marked = await select<CertificateEnd>(tx, ending, [nearEndDays, atOnce]);
      for (const { submissionId, state } of marked) {
        await appendAudit(tx, { actor: assay, action: `certificate.${state}`, submissionId, details: {} });
      }
      return marked;
    });
  }

  async unmeasured(limit: number): Promise<readonly string[]> {
    const found = await withProblems(() =>
      select<{ id: string }>(
        this.dataSource.manager,
        `select p.submission_id as id from publication p
          where p.verified_at is not null and not exists (select from measurement m where m.submission_id = p.submission_id)
          order by p.verified_at, p.submission_id limit $1`,
        [limit],
      ),
    );
    return found.map(({ id }) => id);
  }

  saveMeasurement(submissionId: string, measured: Measurement | { readonly unreadable: string }): Promise<boolean> {
    return inTransaction(this.dataSource, async tx => {
      const [its, unreadable] = 'unreadable' in measured ? [null, storable(measured.unreadable)] : [measured, null];
      const written = await select(
        tx,
        `insert into measurement (submission_id, operations, called, mutations, noticed, warnings, readme_findings, own_tests, unreadable)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning submission_id`,
        [
          submissionId,
          its?.operations ?? null,
          its?.called ?? null,
          its?.mutations ?? null,
          its?.noticed ?? null,
          its?.warnings ?? null,
          its?.readmeFindings ?? null,
          its?.ownTests ?? null,
          unreadable,
        ],
      );
      if (written.length === 0) return false;
      await appendAudit(tx, { actor: assay, action: 'version.measured', submissionId, details: { ...measured } });
      return true;
    });
  }
}

/** Of a version that a newer one follows nobody has to do anything; and what was withdrawn certifies to nobody. */
const ending = `
  insert into certificate_notice (submission_id, state)
  select c.submission_id, its.state from certificate c
    join publication p on p.submission_id = c.submission_id and p.verified_at is not null
    cross join lateral (select case when c.expires_at <= now() then 'expired' else 'near-end' end as state) as its
   where c.expires_at <= now() + make_interval(days => $1)
     and not exists (select from certificate_notice n where (n.submission_id, n.state) = (c.submission_id, its.state))
     and not exists (select from withdrawn_version w where w.submission_id = c.submission_id)
     and not exists (
       select from publication o
        where (o.publisher, o.connector) = (p.publisher, p.connector) and o.verified_at > p.verified_at
          and not exists (select from withdrawn_version w where w.submission_id = o.submission_id))
   order by c.expires_at, c.submission_id limit $2
  on conflict do nothing
  returning submission_id as "submissionId", state`;
