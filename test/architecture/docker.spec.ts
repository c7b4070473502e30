import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');

interface Compose {
  services: Record<string, { command?: string[]; environment?: Record<string, string> }>;
  volumes: Record<string, unknown>;
}

describe('docker', () => {
  it('has a Dockerfile that its linter accepts', () => {
    const linter = path.join(
      path.dirname(createRequire(import.meta.url).resolve('dockerfilelint/package.json')),
      'bin/dockerfilelint',
    );

    const printed = execFileSync(process.execPath, [linter, path.join(root, 'docker/Dockerfile')], {
      encoding: 'utf8',
    });

    expect(printed).toContain('Issues: None found');
  });

  it('copies only what exists', () => {
    const sources = [
      ...readFileSync(path.join(root, 'docker/Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm),
    ].flatMap(match => (match[1] ?? '').split(' '));
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    }).split('\n');

    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      const name = source.replace(/^\.\//, '');
      expect(tracked.some(file => file === name || file.startsWith(`${name}/`))).toBe(true);
    }
  });

  it('has a compose file with PostgreSQL, Redis, the API and workers, wired to each other', () => {
    const { services, volumes } = parse(readFileSync(path.join(root, 'docker/compose.yaml'), 'utf8'), {
      merge: true,
    }) as Compose;

    expect(Object.keys(services).sort()).toEqual(['api', 'postgres', 'redis', 'worker']);
    expect(services['api']?.command).toEqual(['serve', '--role', 'api']);
    expect(services['worker']?.command).toEqual(['serve', '--role', 'worker']);
    for (const role of ['api', 'worker']) {
      expect(services[role]?.environment?.['DATABASE_URL']).toContain('@postgres:5432/');
      expect(services[role]?.environment?.['REDIS_URL']).toBe('redis://redis:6379');
    }
    expect(Object.keys(volumes).sort()).toEqual(['assay', 'postgres']);
  });
});
