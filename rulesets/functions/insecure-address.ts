import type { DefinitionReport } from '../define-rule.js';
import type { Path } from './path.js';
import { quoted } from './quoted.js';
import { overHttps, webAddress } from './web-address.js';

/** A report when a page for people is named with plain http. Where no port is named, https is written instead. */
export function* insecureAddress(value: unknown, at: Path): Iterable<DefinitionReport> {
  const address = webAddress(value);
  if (address === null || typeof value !== 'string' || address.protocol !== 'http:') return;
  const better = overHttps(value);
  yield {
    at,
    message: `The address ${quoted(value)} is not reached over https.`,
    ...(better !== null && { fix: `Write ${quoted(better)}.`, repair: { kind: 'set', at, value: better } }),
  };
}
