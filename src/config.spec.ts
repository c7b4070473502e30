import { resolve } from 'node:path';
import { describeSettings, readClientConfig, readConfig } from './config.js';
import { Problem } from './core/problems.js';

function faultsOf(environment: Record<string, string>): string {
  try {
    readConfig({}, environment);
  } catch (error) {
    if (error instanceof Problem) return error.detail;
    throw error;
  }
  return '';
}

describe('config', () => {
  it('needs nothing: an embedded database and a repository in the data folder', () =>
    expect(readConfig({}, {})).toMatchObject({
      dataDirectory: resolve('.assay'),
      databaseUrl: null,
      redisUrl: null,
      host: '127.0.0.1',
      port: 4380,
      role: 'all',
      repository: resolve('.assay/repository.git'),
      unknownSettings: [],
      secrets: [],
    }));

  it('lets the command line win over the environment, and takes an empty variable as not set', () =>
    expect(readConfig({ ASSAY_PORT: '0' }, { ASSAY_PORT: '99', ASSAY_HOST: '' })).toMatchObject({
      port: 0,
      host: '127.0.0.1',
    }));

  it('names every bad setting at once and what is expected', () => {
    const faults = faultsOf({
      ASSAY_PORT: '70000',
      ASSAY_ROLE: 'boss',
      DATABASE_URL: 'mysql://db/x',
      REDIS_URL: 'nonsense',
      ASSAY_WORKERS: 'many',
      ASSAY_MASTER_KEY: 'short',
    });

    expect(faults).toBe(
      'DATABASE_URL must be a URL such as postgres://user:password@host:5432/assay. ' +
        'REDIS_URL must be a URL such as redis://:password@host:6379/0. ' +
        'ASSAY_PORT must be a whole number from 0 to 65535. ' +
        'ASSAY_ROLE must be one of all, api, worker. ' +
        'ASSAY_WORKERS must be a whole number from 1 to 64. ' +
        'ASSAY_MASTER_KEY must be 32 random bytes as 64 hex digits or as base64.',
    );
  });

  it('never repeats a bad value that may be a secret', () =>
    expect(faultsOf({ DATABASE_URL: 'postgres//u:hunter22@db' })).not.toContain('hunter22'));

  it('reads where notifications of webhook triggers are listened for', () => {
    expect(readConfig({}, {}).callbacks).toBeNull();
    expect(readConfig({}, { ASSAY_CALLBACK_LISTEN: '127.0.0.1:4390' }).callbacks).toEqual({
      address: { host: '127.0.0.1', port: 4390 },
      publicUrl: null,
    });
    expect(
      readConfig({}, { ASSAY_CALLBACK_LISTEN: '0.0.0.0:80', ASSAY_CALLBACK_URL: 'https://hooks.example.com' })
        .callbacks,
    ).toEqual({ address: { host: '0.0.0.0', port: 80 }, publicUrl: 'https://hooks.example.com' });
  });

  it.each([
    [{ ASSAY_CALLBACK_LISTEN: 'here' }, 'ASSAY_CALLBACK_LISTEN must be an address and port such as 127.0.0.1:4390.'],
    [{ ASSAY_CALLBACK_LISTEN: '0.0.0.0:80' }, 'ASSAY_CALLBACK_LISTEN needs ASSAY_CALLBACK_URL'],
    [{ ASSAY_CALLBACK_URL: 'https://hooks.example.com' }, 'ASSAY_CALLBACK_URL needs ASSAY_CALLBACK_LISTEN'],
    [{ ASSAY_CALLBACK_LISTEN: ':1', ASSAY_CALLBACK_URL: 'ftp://x' }, 'ASSAY_CALLBACK_URL must be a URL such as'],
  ])('refuses an address for notifications at which nobody could be told: %j', (environment, fault) =>
    expect(faultsOf(environment as Record<string, string>)).toContain(fault),
  );

  it('reads the list of allowed addresses and routes', () =>
    expect(
      readConfig({}, { ASSAY_EGRESS_ALLOW: '127.0.0.1:4010, [::1]:80 ,API.example.com=http://127.0.0.1:4010/' })
        .egressAllow,
    ).toEqual({
      addresses: ['127.0.0.1:4010', '[::1]:80'],
      routes: { 'api.example.com': 'http://127.0.0.1:4010' },
    }));

  it.each(['127.0.0.1', 'x=ftp://y', 'x=http://y/path', 'x=http://u:p@y'])('refuses the egress entry "%s"', entry =>
    expect(faultsOf({ ASSAY_EGRESS_ALLOW: entry })).toContain('ASSAY_EGRESS_ALLOW must be a comma list'),
  );

  it('lists its secrets for the redactor, as written and decoded', () => {
    const key = 'ab'.repeat(32);
    const { secrets, masterKey } = readConfig(
      {},
      { DATABASE_URL: 'postgres://u:p%40ss@db/x', REDIS_URL: 'redis://:redis-pass@r', ASSAY_MASTER_KEY: key },
    );

    expect(secrets).toEqual(['p%40ss', 'p@ss', 'redis-pass', 'redis-pass', key]);
    expect(masterKey).toHaveLength(32);
  });

  it('keeps a repository URL and makes a path absolute', () => {
    const repositoryFor = (setting: string) => readConfig({}, { ASSAY_REPOSITORY: setting }).repository;

    expect(repositoryFor('https://git.example.com/x.git')).toBe('https://git.example.com/x.git');
    expect(repositoryFor('git@git.example.com:x.git')).toBe('git@git.example.com:x.git');
    expect(repositoryFor('ext::sh')).toBe('ext::sh');
    expect(repositoryFor('out/x.git')).toBe(resolve('out/x.git'));
  });

  describe('publishing through GitHub', () => {
    const repository = 'https://github.com/acme/catalogue.git';
    const app = { ASSAY_GITHUB_APP_ID: '7', ASSAY_GITHUB_APP_KEY: 'app.pem', ASSAY_GITHUB_INSTALLATION_ID: '9' };

    it('pushes with git alone unless told otherwise', () =>
      expect(readConfig({}, { ASSAY_REPOSITORY: repository })).toMatchObject({ publishBy: 'push', github: null }));

    it('takes a token, which is a secret', () => {
      const config = readConfig(
        {},
        { ASSAY_REPOSITORY: repository, ASSAY_PUBLISH_BY: 'pull-request', ASSAY_GITHUB_TOKEN: 'github_pat_x' },
      );

      expect(config.publishBy).toBe('pull-request');
      expect(config.github).toEqual({
        owner: 'acme',
        repository: 'catalogue',
        api: 'https://api.github.com',
        credentials: { kind: 'token', token: 'github_pat_x' },
      });
      expect(config.secrets).toEqual(['github_pat_x']);
    });

    it('takes an App, and the API that it is told or that the host has', () => {
      const given = { ...app, ASSAY_REPOSITORY: 'git@git.acme.example:acme/catalogue.git' };

      expect(readConfig({}, given).github).toEqual({
        owner: 'acme',
        repository: 'catalogue',
        api: 'https://git.acme.example/api/v3',
        credentials: { kind: 'app', appId: '7', keyFile: resolve('app.pem'), installationId: 9 },
      });
      expect(readConfig({}, { ...given, ASSAY_GITHUB_API: 'https://api.acme.example/' }).github?.api).toBe(
        'https://api.acme.example',
      );
    });

    it.each([
      [{ ASSAY_PUBLISH_BY: 'merge' }, 'ASSAY_PUBLISH_BY must be one of push, pull-request-auto, pull-request.'],
      [{ ASSAY_PUBLISH_BY: 'pull-request' }, 'GitHub needs ASSAY_GITHUB_TOKEN, or ASSAY_GITHUB_APP_ID'],
      [
        { ASSAY_GITHUB_TOKEN: 't', ASSAY_REPOSITORY: '/srv/x.git' },
        'ASSAY_REPOSITORY must name a repository on GitHub',
      ],
      [{ ASSAY_GITHUB_APP_ID: '7' }, 'needs ASSAY_GITHUB_APP_KEY and ASSAY_GITHUB_INSTALLATION_ID as well.'],
      [{ ...app, ASSAY_GITHUB_TOKEN: 't' }, 'Either ASSAY_GITHUB_TOKEN or a GitHub App is used, not both.'],
      [{ ASSAY_GITHUB_API: 'https://api.acme.example' }, 'GitHub needs ASSAY_GITHUB_TOKEN'],
      [{ ASSAY_GITHUB_TOKEN: 'a b' }, 'ASSAY_GITHUB_TOKEN must be a token without spaces.'],
    ])('says what is missing or too much: %j', (given, fault) =>
      expect(faultsOf({ ASSAY_REPOSITORY: repository, ...(given as Record<string, string>) })).toContain(fault),
    );
  });

  it('reports a misspelt setting', () =>
    expect(readConfig({}, { ASSAY_PROT: '1' }).unknownSettings).toEqual(['ASSAY_PROT']));

  it('reads the client’s settings without minding the server’s', () =>
    expect(readClientConfig({}, { ASSAY_SERVER: 'https://assay.example.com/', ASSAY_PORT: 'x' })).toEqual({
      server: 'https://assay.example.com',
      token: null,
    }));

  it('describes every setting', () => {
    const docs = describeSettings();

    expect(docs.map(setting => setting.name)).toContain('ASSAY_EGRESS_ALLOW');
    for (const { description } of docs) expect(description).toMatch(/^[A-Z].+\.$/);
    expect(docs.find(setting => setting.name === 'ASSAY_PORT')?.default).toBe('4380');
  });
});
