import { EntitySchema } from 'typeorm';
import type { EntitySchemaColumnOptions, ValueTransformer } from 'typeorm';
import type { Publisher, Token } from '../../core/account.js';
import type { AuditEntry } from '../../core/audit.js';
import type { SubmissionSummary } from '../../core/ports/ledger.js';

/** Times are RFC 3339 text in the domain. */
const rfc3339: ValueTransformer = {
  to: (time: string | null) => time,
  from: (time: Date | null) => time?.toISOString() ?? null,
};
const time = (name: string, nullable = false): EntitySchemaColumnOptions => ({
  type: 'timestamptz',
  name,
  nullable,
  transformer: rfc3339,
});
const text = (name?: string): EntitySchemaColumnOptions => ({ type: 'text', name });

export const submissionSchema = new EntitySchema<SubmissionSummary>({
  name: 'submission',
  columns: {
    id: { type: 'text', primary: true },
    publisher: text(),
    connector: text(),
    profile: text(),
    stage: text(),
    state: text(),
    revision: { type: 'integer' },
    version: { type: 'text', nullable: true },
    digest: { type: 'text', nullable: true },
    measuringSince: time('measuring_since', true),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  },
});

export const publisherSchema = new EntitySchema<Publisher>({
  name: 'publisher',
  columns: { slug: { type: 'text', primary: true }, name: text(), kind: text() },
});

export const tokenSchema = new EntitySchema<Token>({
  name: 'token',
  columns: {
    id: { type: 'text', primary: true },
    account: text('account_id'),
    name: text(),
    scopes: { type: 'text', array: true },
    expiresAt: time('expires_at'),
    lastUsedAt: time('last_used_at', true),
    revokedAt: time('revoked_at', true),
  },
});

export const auditSchema = new EntitySchema<AuditEntry>({
  name: 'audit',
  columns: {
    seq: { type: 'bigint', primary: true, transformer: { to: (seq: number) => seq, from: Number } },
    at: time('at'),
    actor: text(),
    action: text(),
    submissionId: { type: 'text', name: 'submission_id', nullable: true },
    details: { type: 'jsonb' },
    hash: text(),
  },
});

/** The tables whose rows are read as a type of the domain. All other tables are read with SQL where they are used. */
export const schemas = [submissionSchema, publisherSchema, tokenSchema, auditSchema];
