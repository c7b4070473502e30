import { join } from 'node:path';
import type { Publisher } from '../../core/account.js';
import { installedAt } from '../../installation.js';

const examples = join(installedAt(), 'examples');

/** Who answers for the sample connectors. */
export const publisher: Publisher = { slug: 'example-library', name: 'Example Library', kind: 'verified' };

/** The host that the sample connectors name; the demo's administrator routes it to the sample API on this machine. */
export const sampleHost = 'library.example.com';

/** The program of the sample API. */
export const sampleApi = join(examples, 'library-api', 'server.mjs');

/** Folders of the sample connectors. */
export const samples = {
  library: join(examples, 'library', 'connector'),
  loansWithFaults: join(examples, 'loans', 'connector-1'),
  loansRepaired: join(examples, 'loans', 'connector-2'),
} as const;
