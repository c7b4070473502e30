import spectralCore from '@stoplight/spectral-core';
import { severityFor } from './define-rule.js';
import { rules } from './rules.js';
import { spectralRuleset } from './spectral.js';

const { Ruleset, Spectral } = spectralCore;

describe('rulesets/spectral', () => {
  it('holds the rules about the definition, and no others', () => {
    const ids = rules
      .filter(rule => rule.on === 'definition' && severityFor(rule, 'verified') !== 'off')
      .map(rule => rule.id);

    expect(Object.keys(spectralRuleset('verified', rules).rules)).toEqual(ids);
  });

  it('runs in a Spectral that knows nothing of Assay', async () => {
    const spectral = new Spectral();
    spectral.setRuleset(new Ruleset(spectralRuleset('verified', rules)));

    const results = await spectral.run({ swagger: '2.0', host: '{{error}}', paths: { '/a~b/{c}': { get: {} } } });

    const found = results.map(({ code, path, message }) => ({ code, path, message }));
    expect(found).toContainEqual({ code: 'host-valid', path: ['host'], message: '"{ {error}}" is not a host name.' });
    expect(found).toContainEqual({
      code: 'operation-id-required',
      path: ['paths', '/a~b/{c}', 'get'],
      message: 'The operation "GET /a~b/{c}" has no operationId.',
    });
  });
});
