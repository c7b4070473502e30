import { strongComponents } from './strong-components.js';

function componentsOf(graph: Readonly<Record<string, string>>): string[] {
  return strongComponents(Object.keys(graph), node => graph[node] ?? '').map(one => [...one].sort().join(''));
}

describe('rulesets/functions/strong-components', () => {
  it('puts what a node leads to before it', () => {
    expect(componentsOf({ a: 'bc', b: 'c', c: '' })).toEqual(['c', 'b', 'a']);
  });

  it('puts together what leads round in a circle, and nothing else', () => {
    expect(componentsOf({ a: 'b', b: 'c', c: 'bd', d: '', e: 'a' })).toEqual(['d', 'bc', 'a', 'e']);
  });

  it('joins circles that share a node', () => {
    expect(componentsOf({ a: 'b', b: 'ac', c: 'b', x: 'x' })).toEqual(['abc', 'x']);
  });

  it('does not take a way into a finished circle for a way back', () => {
    expect(componentsOf({ a: 'b', b: 'a', c: 'a', d: 'cb' })).toEqual(['ab', 'c', 'd']);
  });

  it('goes as far as the way leads', () => {
    const length = 200_000;

    const components = strongComponents([0], n => (n + 1 < length ? [n + 1] : [0]));

    expect(components.map(one => one.length)).toEqual([length]);
  });
});
