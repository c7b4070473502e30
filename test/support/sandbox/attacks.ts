// The attacks on the sandbox, by number, with what each of them tries. The spec runs them; docs/reference/sandbox.md explains them.
export const attacks = {
  A01: 'read /etc/passwd, the installation, another run’s folder; write anywhere',
  A02: 'read the service’s environment',
  A03: 'start processes without end',
  A04: 'connect to Redis or PostgreSQL on loopback, or to the machine’s other addresses',
  A05: 'send UDP, resolve a name',
  A06: 'connect to other UNIX sockets, named and abstract',
  A07: 'ask the metadata service of a cloud',
  A08: 'leave Newman’s script sandbox by the published ways',
  A09: 'loop without end',
  A10: 'run microtasks without end',
  A11: 'fill 4 GB of heap',
  A12: 'fill 4 GB of Buffers',
  A13: 'write 1 GB of output',
  A14: 'signal the parent and other processes',
  A15: 'leave a background process behind',
  A33: 'print the secret',
  'unhandled rejection': 'end the service by a rejection that nobody handles',
  'request loop': 'send requests without end by setNextRequest',
} as const;

export type AttackId = keyof typeof attacks;

/** What came of an attack in one isolation. */
export interface AttackResult {
  readonly id: AttackId;
  readonly where: string;
  readonly outcome: string;
}

/** The results as a table for people. */
export function tableOf(results: readonly AttackResult[]): string {
  const rows = results.map(({ id, where, outcome }) => [id, where, outcome, attacks[id]]);
  return [['attack', 'isolation', 'outcome', 'what it tries'], ...rows]
    .map(
      ([id = '', where = '', outcome = '', what = '']) =>
        `${id.padEnd(20)} ${where.padEnd(24)} ${outcome.padEnd(36)} ${what}`,
    )
    .join('\n');
}
