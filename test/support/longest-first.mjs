// The order in which suites start: what is known to take longest first, so that none of it is left to run alone at the end. Jest
// learns that by itself, but not on a machine that has never run the tests.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Sequencer from '@jest/test-sequencer';

/** The suites of each project that take longest, the longest first. */
const longest = [
  'test/integration/killed-worker.spec.ts',
  'test/integration/same-verdict.spec.ts',
  'test/scenarios/scenarios.spec.ts',
  'test/integration/git-catalog.spec.ts',
  'test/contracts/catalog.spec.ts',
  'test/integration/content-attacks.spec.ts',
  'test/integration/publish-killed.spec.ts',
  'test/journey/journey.spec.ts',
  'test/journey/three-lives.spec.ts',
  'test/integration/lint-pool.spec.ts',
  'test/integration/serve.spec.ts',
  'test/integration/embedded.spec.ts',
  'test/integration/worker.spec.ts',
  'rulesets/hostile.spec.ts',
  'src/stages/lint/linter.spec.ts',
].map(path => fileURLToPath(new URL(`../../${path}`, import.meta.url)));

const missing = longest.filter(path => !existsSync(path));
if (missing.length > 0) throw new Error(`No such suite; correct test/support/longest-first.mjs: ${missing.join(', ')}`);

function rank({ path }) {
  const place = longest.indexOf(path);
  return place === -1 ? longest.length : place;
}

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}
