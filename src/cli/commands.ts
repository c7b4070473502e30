import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** A command: its line in the overview, and the file that says the rest. */
export interface CommandEntry {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  /** Loads the one command that is asked for, so that `assay check` never waits for the service's code. */
  readonly load: () => Promise<{ define(command: Command, terminal: Terminal): void }>;
}

const locally = 'On this machine:';
const withService = 'With a service (--server, ASSAY_SERVER):';
const administration = 'For administrators of a service:';
const running = 'Running a service:';

/** Every command there is, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'check',
    group: locally,
    summary: 'Judge connectors on this machine: the same rules and the same verdict as the service',
    load: () => import('./commands/check.js'),
  },
  {
    name: 'test',
    group: locally,
    summary: 'Test a connector for real: every operation is called as its users would',
    load: () => import('./commands/test.js'),
  },
  {
    name: 'replay',
    group: locally,
    summary: 'Judge a functional test again by its evidence, offline',
    load: () => import('./commands/replay.js'),
  },
  {
    name: 'fix',
    group: locally,
    summary: 'Repair what is safe to repair, after showing the difference',
    load: () => import('./commands/fix.js'),
  },
  {
    name: 'rules',
    group: locally,
    summary: 'List, search and explain the rules; try a draft of one',
    load: () => import('./commands/rules.js'),
  },
  {
    name: 'solution',
    group: locally,
    summary: 'Judge the package of solutions that verified publishers hand to the partner portal',
    load: () => import('./commands/solution.js'),
  },
  {
    name: 'verify',
    group: locally,
    summary: 'Prove offline that published connectors are what was certified',
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'connect',
    group: locally,
    summary: 'Sign in to a connector’s API in a browser, and keep the tokens for its tests',
    load: () => import('./commands/connect.js'),
  },
  {
    name: 'submit',
    group: withService,
    summary: 'Hand a connector in, or a new revision of it',
    load: () => import('./commands/submit.js'),
  },
  {
    name: 'status',
    group: withService,
    summary: 'Show where your submissions stand, or the timeline of one',
    load: () => import('./commands/status.js'),
  },
  {
    name: 'watch',
    group: withService,
    summary: 'Follow one submission while it moves',
    load: () => import('./commands/watch.js'),
  },
  {
    name: 'review',
    group: withService,
    summary: 'Approve, return or reject what waits for a reviewer',
    load: () => import('./commands/review.js'),
  },
  {
    name: 'recheck',
    group: withService,
    summary: 'Run the same files again, once what blocked them is waived',
    load: () => import('./commands/recheck.js'),
  },
  {
    name: 'withdraw',
    group: withService,
    summary: 'Take a submission back',
    load: () => import('./commands/withdraw.js'),
  },
  {
    name: 'retry',
    group: withService,
    summary: 'Run the stage of a stopped submission again',
    load: () => import('./commands/retry.js'),
  },
  {
    name: 'publisher',
    group: administration,
    summary: 'List or add the organisations that answer for connectors',
    load: () => import('./commands/publisher.js'),
  },
  {
    name: 'account',
    group: administration,
    summary: 'List or add the people who use the service',
    load: () => import('./commands/account.js'),
  },
  {
    name: 'token',
    group: administration,
    summary: 'Make, list or revoke the tokens that people sign in with',
    load: () => import('./commands/token.js'),
  },
  {
    name: 'serve',
    group: running,
    summary: 'Run the service: API, workers and page',
    load: () => import('./commands/serve.js'),
  },
  {
    name: 'vault',
    group: running,
    summary: 'Replace the master key that stored credentials are sealed under',
    load: () => import('./commands/vault.js'),
  },
  {
    name: 'audit',
    group: running,
    summary: 'Prove that the audit trail is whole',
    load: () => import('./commands/audit.js'),
  },
  {
    name: 'demo',
    group: running,
    summary: 'Show the whole pipeline once, with sample connectors and nothing to set up',
    load: () => import('./commands/demo.js'),
  },
];
