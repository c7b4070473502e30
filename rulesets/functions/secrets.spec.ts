import { extname } from 'node:path';
import { lintSource } from '@secretlint/core';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { secretsIn } from './secrets.js';

/** Made of parts, so that nobody who scans these lines takes them for real ones. */
const letters = (count: number) => 'aB3dE6gH9jK2mN5pQ8sT'.repeat(10).slice(0, count);
const accountKey = { private_key_id: '1', private_key: ['-----BEGIN', 'PRIVATE KEY-----'].join(' ') };
const pem = (part: string) => `-----${part} RSA PRIVATE ${'KEY'}-----`;

const samples: readonly (readonly [kind: string, path: string, text: string])[] = [
  ['a secret access key of AWS', 'script.csx', `aws_secret_access_key = "${letters(40)}"`],
  ['the private key of a Google Cloud account', 'tests/key.json', JSON.stringify(accountKey)],
  [
    'the private key of a Google Cloud account',
    'tests/key.json',
    JSON.stringify(accountKey).replace('private_key_id', 'private\\u005fkey_id'),
  ],
  ['an access token of npm', 'readme.md', `Use npm_${letters(36)} here.`],
  ['a token of Slack', 'readme.md', ['xoxb', '123456789012', letters(24)].join('-')],
  [
    'a webhook of Slack',
    'readme.md',
    ['https://hooks.slack.com', 'services', 'T01234567', 'B01234567', letters(24)].join('/'),
  ],
  ['an address with a user’s name and password', 'readme.md', `https://clerk:${letters(12)}@contoso.com/items`],
  ['a private key', 'script.csx', `${pem('BEGIN')}\nMII${letters(150)}\n${pem('END')}`],
  ['a key of SendGrid', 'readme.md', ['SG', letters(22), letters(43)].join('.')],
  ['a key of Shopify', 'readme.md', `shppa_${letters(32)}`],
  ['a token of GitHub', 'readme.md', `ghp_${letters(36)}`],
  ['a token of Linear', 'readme.md', `lin_api_${letters(40)}`],
  ['the address of a database with its password', 'readme.md', `mongodb://clerk:${letters(12)}@db.contoso.com/items`],
  ['the address of a database with its password', 'readme.md', `postgres://clerk:${letters(12)}@db.contoso.com/items`],
];

/** Where the scanner finds something when it is run as a whole. */
async function startsByScanner(path: string, text: string): Promise<number[]> {
  const { messages } = await lintSource({
    source: { content: text, filePath: path, ext: extname(path), contentType: 'text' },
    options: { config: { rules: rules.map(rule => ({ id: rule.meta.id, rule })) }, noPhysicFilePath: true },
  });
  return messages.map(({ range }) => range[0]).sort((a, b) => a - b);
}

describe('rulesets/functions/secrets', () => {
  it.each(samples)('finds %s in %s', async (kind, path, text) =>
    expect((await secretsIn(path, text)).map(one => one.kind)).toContain(kind),
  );

  it.each(samples)('finds what the scanner as a whole finds: %s in %s', async (_, path, text) =>
    expect((await secretsIn(path, text)).map(one => one.start)).toEqual(await startsByScanner(path, text)),
  );

  it('finds several secrets of a text in their order', async () => {
    const text = samples.map(([, , sample]) => sample).join('\n\n');

    const starts = (await secretsIn('script.csx', text)).map(one => one.start);

    expect(starts.length).toBeGreaterThanOrEqual(samples.length - 2); // keys of accounts are only found in files of JSON
    expect(starts).toEqual(await startsByScanner('script.csx', text));
  });

  it('finds a secret that two patterns see once', async () =>
    expect(await secretsIn('a.md', `sk-${letters(20)}T3BlbkFJ${letters(20)}`)).toHaveLength(1));

  it('finds nothing in a text without one', async () =>
    expect(await secretsIn('apiDefinition.swagger.json', '{"private_key": "none"}')).toEqual([]));

  it('obeys no comment that switches the scanner off', async () =>
    expect(await secretsIn('a.md', `secretlint-disable\nghp_${letters(36)}`)).toHaveLength(1));
});
