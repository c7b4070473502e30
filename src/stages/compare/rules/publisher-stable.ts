import { objectOf } from '../../../core/json-value.js';
import type { CompareRule } from '../compare-rule.js';
import { quoted } from '../quoted.js';

const by = (publisher: unknown) => ({ properties: { publisher } });

export const publisherStable: CompareRule = {
  on: 'properties',
  id: 'publisher-stable',
  severity: 'error',
  description: 'The connector stays with the publisher that its users know.',
  docs: {
    why: 'Users gave their credentials to the connector of one publisher; another name on it means that somebody else now receives them.',
    fix: 'Put the published `publisher` back; a connector that changes hands is handed over by the people who run the programme.',
    source: 'Connector submission guide; PowerPlatformConnectors repository, pull request 3832.',
  },
  *check({ before, after }) {
    const [published, now] = [publisherIn(before), publisherIn(after)];
    if (published === null || now === null || published === now) return;
    yield {
      pointer: '/properties/publisher',
      message: `The connector is published by ${quoted(published)} and now names ${quoted(now)} as its publisher.`,
    };
  },
  examples: {
    good: [
      { before: by('Contoso'), after: by('Contoso') },
      { before: by(undefined), after: by('Contoso') },
    ],
    bad: [{ before: by('Contoso'), after: by('Fabrikam'), at: ['/properties/publisher'] }],
  },
};

function publisherIn(properties: unknown): string | null {
  const { publisher } = objectOf(objectOf(properties).properties);
  return typeof publisher === 'string' && publisher.trim() !== '' ? publisher.trim() : null;
}
