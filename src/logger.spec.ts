import fc from 'fast-check';
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

  it('A64: keeps a line break or an escape sequence of a stranger inside its field', () => {
    log.info({ name: 'a\n{"level":"fatal"}\u001b[2J' }, 'Upload accepted');

    const line = lines.at(-1)?.trimEnd() ?? '';
    expect([...line].filter(character => character < ' ')).toEqual([]);
  });

  it('A64: writes one line, whatever characters any field, name, message or stack has', () => {
    const character = fc.oneof(
      fc.constantFrom('\n', '\r', '\0', '\u001b[2J', '\u0085', '\u2028', '\u2029', '\u202e', '\ud800', '"', '\\'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const hostile = fc.array(character, { maxLength: 12 }).map(parts => parts.join(''));
    const nest = new NestLog(log);
    fc.assert(
      fc.property(hostile, hostile, (text, name) => {
        const before = lines.length;
        const error = Object.assign(new Error(text), { name: `E${name}`, stack: `${name}\n at ${text}` });
        log.info({ [`x${name}`]: text, submission: text, deep: [{ comment: text }] }, 'Upload accepted');
        log.error({ error: problem('storage-full', { place: text, reason: name }, error) }, 'Stage failed');
        nest.warn(text, name);
        nest.error(error, text, name);

        expect(lines.slice(before)).toHaveLength(4);
        for (const line of lines.slice(before)) {
          expect([...line.slice(0, -1)].filter(one => one < ' ')).toEqual([]);
          expect(line.at(-1)).toBe('\n');
          expect(Object.keys(JSON.parse(line) as object)).toEqual(expect.arrayContaining(['level', 'msg']));
        }
      }),
    );
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
