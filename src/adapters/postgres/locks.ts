/** Keys of PostgreSQL's advisory locks. Any number will do, as long as nobody else who uses the database takes the same. */
export const locks = {
  migrations: 4_157_001,
  /** Held to the end of every transaction that writes to the audit trail, and taken last in it: see audit.ts. */
  audit: 4_157_002,
  firstAdministrator: 4_157_003,
  /** Held while the queue is looked after, so that two who do it at once do not give one reviewer everything. */
  care: 4_157_011,
} as const;
