/** A rule of our own: the default export is the rule, and its examples are run whenever the programme is loaded. */
export default {
  on: 'definition',
  id: 'operation-description-words',
  severity: 'warning',
  description: 'The description of an operation has at least five words.',
  docs: {
    why: 'People choose an operation by its description; two or three words only repeat its name.',
    fix: 'Say what the operation does with what, and what it gives back.',
    source: 'Handbook of the library network, chapter 4.',
  },
  limits: { fewest: 5 },
  *check({ operations }, { fewest }, { quoted }) {
    for (const { at, value, internal, label } of operations) {
      const { description } = value;
      if (internal || typeof description !== 'string') continue; // other rules ask for one
      const words = description.split(/\s+/).filter(word => word !== '').length;
      if (words < fewest) {
        const message = `The description of ${quoted(label)} has ${words} words; at least ${fewest} are needed.`;
        yield { at: [...at, 'description'], message };
      }
    }
  },
  examples: {
    of: 'operation',
    good: [{ description: 'Gets one item of the stock.' }, { description: 'Gets it.', 'x-ms-visibility': 'internal' }],
    bad: [{ part: { description: 'Gets an item.' }, at: ['/paths/~1items~1{id}/get/description'] }],
  },
};
