import { exampleName, packageTree } from '../example.js';
import type { SolutionRule } from '../solution-rule.js';
import { urlOf } from '../../../../core/url.js';

/** Days that certification asks for, and below which it refuses the package. */
const days = { asked: 15, needed: 4 } as const;
const dayMs = 24 * 60 * 60 * 1000;

/** The forms of ISO 8601 that shared access signatures use, always UTC. */
const instant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?Z)?$/;

const tree = packageTree({});
const address = (query: string) => `https://contoso.blob.core.windows.net/packages/package.zip?${query}`;

export const pkgSasValid: SolutionRule = {
  on: 'address',
  id: 'pkg-sas-valid',
  severity: 'error',
  description: 'The address of the uploaded package stays valid for at least 15 days.',
  docs: {
    why: 'The package is fetched again and again while it is certified; once the address has run out, certification stops and starts anew.',
    fix: 'Make a shared access signature that is valid for 15 days or more, and hand that address in.',
    source: 'Connector submission guide, packaging; certification policy error 5000.3.1.2.',
  },
  *check(text, now, file) {
    // No message shows the address itself: whoever has it has the package.
    const url = urlOf(text);
    if (url?.protocol !== 'https:') {
      yield { file, message: 'The address is not a whole https address.' };
      return;
    }
    const { searchParams } = url;
    const end = searchParams.get('se');
    if (end === null && searchParams.has('si')) {
      const message =
        'The address leaves its end to a stored access policy (`si`); it cannot be read from the address.';
      yield { file, message, severity: 'warning', fix: `See that the policy is valid for ${days.asked} days or more.` };
      return;
    }
    const time = end !== null && instant.test(end) ? Date.parse(end) : NaN;
    if (Number.isNaN(time)) {
      const message =
        end === null ? 'The address has no end (`se`).' : 'The end of the address (`se`) is not a time in UTC.';
      yield { file, message };
      return;
    }
    const left = (time - now.getTime()) / dayMs;
    if (left >= days.asked) return;
    const until = new Date(time).toISOString();
    const state = left <= 0 ? `ran out at ${until}` : `runs out at ${until}, in ${left.toFixed(1)} days`;
    const message = `The address ${state}; it should stay valid for ${days.asked} days.`;
    yield left < days.needed ? { file, message } : { file, message, severity: 'warning' };
  },
  examples: {
    good: [
      { tree, address: address('sp=r&se=2026-01-16T00%3A00%3A00Z') },
      { tree, address: address('se=2026-02-01') },
    ],
    bad: [
      { tree, address: address('se=2026-01-04T12:00Z'), at: [exampleName] },
      { tree, address: address('se=2026-01-10T00:00:00Z'), at: [exampleName] },
      { tree, address: address('se=2025-12-31'), at: [exampleName] },
      { tree, address: address('se=tomorrow'), at: [exampleName] },
      { tree, address: address('sp=r'), at: [exampleName] },
      { tree, address: address('si=certification'), at: [exampleName] },
      { tree, address: 'package.zip', at: [exampleName] },
    ],
  },
};
