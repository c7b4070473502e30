/** Keys of PostgreSQL's advisory locks. Any number will do, as long as nobody else who uses the database takes the same. */
export const locks = {
  migrations: 4_157_001,
  /** Held to the end of every transaction that writes to the audit trail, and taken last in it: see audit.ts. */
  audit: 4_157_002,
  firstAdministrator: 4_157_003,
} as const;
