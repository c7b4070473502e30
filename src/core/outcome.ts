import type { Package } from './package.js';
import type { Receipt } from './publication.js';
import type { Gate } from './review.js';
import type { Report } from './verdict.js';

/** The package that intake made of an upload. */
export interface AcceptedPackage extends Package {
  /** The definition's `info.version`; null when the definition cannot be read, which lint explains. */
  readonly version: string | null;
}

/** What a stage gives back. Findings are the connector's faults; a Problem is thrown instead and the kernel decides on a retry. */
export type Outcome =
  | { readonly kind: 'checked'; readonly report: Report; readonly package?: AcceptedPackage }
  | { readonly kind: 'waiting'; readonly reason: string; readonly gate: Gate }
  | { readonly kind: 'done'; readonly receipt: Receipt };
