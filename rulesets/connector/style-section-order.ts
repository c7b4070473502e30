import { defineRule } from '../define-rule.js';
import { wholeDefinition } from '../examples.js';

/** The order in which people expect the sections; those of one group may change places, and all others may stand anywhere. */
const groups = [
  ['swagger'],
  ['info'],
  ['host', 'basePath', 'schemes'],
  ['consumes', 'produces'],
  ['paths'],
  ['definitions'],
  ['parameters'],
];

const ranks = new Map(groups.flatMap((group, rank) => group.map(name => [name, rank] as const)));

export default defineRule({
  on: 'definition',
  id: 'style-section-order',
  severity: 'info',
  description: 'The sections of the definition stand in their usual order.',
  docs: {
    why: 'Readers look for host and paths where every other definition has them.',
    fix: `Write the sections in the order ${groups.flat().join(', ')}.`,
    source: 'Connector coding standards, "Structure of the file".',
  },
  *check({ root }) {
    let last = { name: '', rank: -1 };
    for (const name of Object.keys(root)) {
      const rank = ranks.get(name);
      if (rank === undefined) continue;
      if (rank < last.rank) {
        yield { at: [name], message: `The section \`${name}\` stands behind \`${last.name}\`.` };
        return; // one finding: what follows is out of order because of it
      }
      last = { name, rank };
    }
  },
  examples: {
    of: wholeDefinition,
    good: [
      { swagger: '2.0', info: {}, schemes: ['https'], host: 'contoso.com', tags: [], paths: {}, definitions: {} },
      { swagger: '2.0', 'x-ms-connector-metadata': [], info: {}, paths: {} },
    ],
    bad: [{ part: { swagger: '2.0', paths: {}, info: {}, host: 'contoso.com' }, at: ['/info'] }],
  },
});
