import { problem } from './core/problems.js';
import { createLog, NestLog } from './logger.js';

describe('logger', () => {
  const lines: string[] = [];
  const sink = { write: (line: string) => lines.push(line) };
  const { log, hide } = createLog({ logLevel: 'debug', secrets: ['hunter22-secret'] }, sink);
  const written = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? 'null');

  it('writes one JSON object a line, with the sentence constant and the facts as fields', () => {
    log.warn({ submission: 's1', stage: 'lint' }, 'Stage failed');

    expect(written()).toMatchObject({ level: 'warn', submission: 's1', stage: 'lint', msg: 'Stage failed' });
    expect(lines.at(-1)).toMatch(/^[^\n]+\n$/);
  });

  it('keeps a line break or an escape sequence of a stranger inside its field', () => {
    log.info({ name: 'a\n{"level":"fatal"}\u001b[2J' }, 'Upload accepted');

    const line = lines.at(-1)?.trimEnd() ?? '';
    expect([...line].filter(character => character < ' ')).toEqual([]);
  });

  it('A34: hides secrets in messages, fields, errors and stacks', () => {
    log.error({ error: new Error('cannot reach postgres://u:hunter22-secret@db') }, 'Database failed');
    hide('learnt-later');
    log.info({ token: 'learnt-later' }, 'Token made');

    expect(lines.join('')).not.toContain('hunter22-secret');
    expect(lines.join('')).not.toContain('learnt-later');
  });

  it('tells of an expected failure what it is and what caused it, not where it was thrown', () => {
    log.warn(
      { error: problem('storage-full', { place: '/x', reason: 'ENOSPC' }, new Error('no space')) },
      'Stage failed',
    );

    expect(written().error).toMatchObject({ code: 'storage-full', fault: 'ours', cause: { message: 'no space' } });
    expect(written().error).not.toHaveProperty('stack');
  });

  it('prints what Nest says in the same form', () => {
    const nest = new NestLog(log);
    nest.error('Boom', 'Error: Boom\n  at x', 'InstanceLoader');

    expect(written()).toMatchObject({
      level: 'error',
      part: 'InstanceLoader',
      message: 'Boom',
      stack: 'Error: Boom\n  at x',
    });

    nest.log('Mapped {/x, GET} route', 'RouterExplorer');

    expect(written()).toMatchObject({ level: 'debug', part: 'RouterExplorer' });
  });
});
