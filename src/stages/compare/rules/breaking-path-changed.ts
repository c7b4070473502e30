import type { CompareRule } from '../compare-rule.js';
import { definitionOf, operation } from '../example-definition.js';
import { quoted } from '../quoted.js';

export const breakingPathChanged: CompareRule = {
  on: 'definition',
  id: 'breaking-path-changed',
  severity: 'ack',
  description: 'An operation keeps its method and its path template, letter by letter.',
  docs: {
    why: 'A flow stores the path that it was built with and goes on calling that one.',
    fix: 'Put the old method and path back. If the new one is needed, add it as a new revision of the operation, such as GetItem_V2, and keep the old one.',
    source: 'Breaking Change Detector; Microsoft Learn, “Operational versioning”.',
  },
  *check({ before, after }) {
    for (const { id, method, path, pointer } of after.operations.values()) {
      const old = before.operations.get(id);
      if (old === undefined || (old.method === method && old.path === path)) continue;
      yield {
        pointer,
        operations: [id],
        exactly: JSON.stringify([old.path, path]),
        message: `${quoted(id)} was ${old.method.toUpperCase()} ${quoted(old.path)} and is now ${method.toUpperCase()} ${quoted(path)}; flows keep calling the old one.`,
      };
    }
  },
  examples: {
    good: [
      {
        before: definitionOf({ '/items': { get: operation('ListItems') }, '/shops': { get: operation('ListShops') } }),
        after: definitionOf({ '/shops': { get: operation('ListShops') }, '/items': { get: operation('ListItems') } }),
      },
    ],
    bad: [
      {
        before: definitionOf({ '/items': { get: operation('ListItems') } }),
        after: definitionOf({ '/v2/items': { get: operation('ListItems') } }),
        at: ['/paths/~1v2~1items/get'],
      },
      {
        before: definitionOf({ '/items': { get: operation('ListItems') } }),
        after: definitionOf({ '/items': { post: operation('ListItems') } }),
        at: ['/paths/~1items/post'],
      },
    ],
  },
};
