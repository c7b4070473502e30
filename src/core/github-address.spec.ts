import { parseGitHubAddress } from './github-address.js';

describe('core/github-address', () => {
  it.each([
    ['https://github.com/acme/catalogue', 'https://api.github.com'],
    ['https://x-access-token:secret@github.com/acme/catalogue.git', 'https://api.github.com'],
    ['git@github.com:acme/catalogue.git', 'https://api.github.com'],
    ['ssh://git@ssh.github.com:443/acme/catalogue.git', 'https://api.github.com'],
    ['https://git.acme.example:8443/acme/catalogue.git', 'https://git.acme.example:8443/api/v3'],
    ['ssh://git@git.acme.example:2222/acme/catalogue', 'https://git.acme.example/api/v3'],
    ['http://127.0.0.1:4000/acme/catalogue.git', 'http://127.0.0.1:4000/api/v3'],
  ])('reads %s', (address, api) =>
    expect(parseGitHubAddress(address)).toEqual({ owner: 'acme', repository: 'catalogue', api }),
  );

  it('keeps dots inside a name', () =>
    expect(parseGitHubAddress('https://github.com/acme/a.b.git')?.repository).toBe('a.b'));

  it.each([
    '/srv/catalogue.git',
    'file:///srv/acme/catalogue.git',
    'https://github.com/acme',
    'https://github.com/acme/catalogue/tree',
    'https://github.com/acme/..',
    'https://github.com/acme/a%2Fb',
    'ext::sh -c x',
    '',
  ])('knows that %j is none', address => expect(parseGitHubAddress(address)).toBeNull());
});
