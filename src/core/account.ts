/** What a person may do. Submitters act for their publishers; reviewers decide; administrators set up. */
export const roles = ['submitter', 'reviewer', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** What a token may be used for; never more than its account's roles allow. */
export const scopes = ['read', 'submit', 'review', 'administer'] as const;
export type Scope = (typeof scopes)[number];

/** The organisation or person that answers for connectors. */
export interface Publisher {
  readonly slug: string;
  readonly name: string;
  readonly kind: 'verified' | 'independent';
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Slugs of the publishers that the account belongs to. */
  readonly publishers: readonly string[];
}

/** An API token as it is listed. The secret itself is shown once, when it is made, and stored only as its SHA-256. */
export interface Token {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** Who is asking, as a valid token proves it. */
export interface Principal {
  readonly account: Account;
  readonly tokenId: string;
  readonly scopes: readonly Scope[];
}

/** The scopes that a role may hold. */
export const scopesOfRole = {
  submitter: ['read', 'submit'],
  reviewer: ['read', 'review'],
  administrator: ['read', 'submit', 'administer'],
} as const satisfies Record<Role, readonly Scope[]>;
