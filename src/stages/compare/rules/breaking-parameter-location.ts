import type { CompareRule } from '../compare-rule.js';
import { taking } from '../example-definition.js';
import { exchangeWords, parameterWords } from '../field-words.js';

const key = (place: string) => ({ name: 'key', in: place, type: 'string' });

export const breakingParameterLocation: CompareRule = {
  on: 'fields',
  id: 'breaking-parameter-location',
  severity: 'ack',
  description: 'A parameter is sent where it was sent: in the path, the query, the headers or the form.',
  docs: {
    why: 'A flow keeps the place that it was built with; the service looks in the new one and finds nothing.',
    fix: 'Put the parameter back in its place, or add a new revision of the operation, such as AddItem_V2, that takes it elsewhere.',
    source: 'Breaking Change Detector; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'input-moved') continue;
      const [before, after] = [exchangeWords(difference.before), exchangeWords(difference.after)];
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${parameterWords(difference.field)} was sent in ${before} and is now taken from ${after}; flows keep sending it in the old place.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking(key('query')), after: taking(key('query')) },
      { before: taking(key('query')), after: taking(key('query'), key('header')) },
    ],
    bad: [
      {
        before: taking(key('query')),
        after: taking(key('header')),
        at: ['/paths/~1items/post/parameters/0/in'],
      },
    ],
  },
};
