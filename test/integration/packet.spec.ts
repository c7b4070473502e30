import { jest } from '@jest/globals';
import { packet } from '../../src/api/schemas.js';
import { openingOf } from '../contracts/ledger.contract.js';
import { createConversation, findingNamed, fingerprintOf, found } from '../support/conversation.js';
import type { Conversation } from '../support/conversation.js';
import { runProgram } from '../support/service.js';

// A machine that is busy with other things takes its time.
jest.setTimeout(120_000);

const filesWith = (paths: object) => ({ 'apiDefinition.swagger.json': JSON.stringify({ swagger: '2.0', paths }) });
const get = (operationId: string, summary = '') => ({ get: { operationId, summary } });

describe('a packet', () => {
  let its: Conversation;
  beforeAll(async () => (its = await createConversation()));
  afterAll(() => its.close());

  it('shows what became of findings and operations since the public version, waivers with their ends, and open comments', async () => {
    const soft = (name: string) => findingNamed(name, { severity: 'warning', blocks: false });
    const old = await its.open(filesWith({ '/a': get('A'), '/b': get('B'), '/c': get('C') }), {
      lint: found([soft('Old'), soft('Stays')]),
    });
    const decision = { kind: 'approve', digest: old.digest };
    await its.ask(`/submissions/${old.id}/decisions`, its.tokens.reviewer, decision);
    await its.work(old.id, {});
    const { connector } = old;
    const { id } = await its.ledger.open(openingOf({ connector, publisher: 'acme', by: its.people.submitter }));
    await its.work(id, filesWith({ '/a': get('A'), '/b': get('B', 'new'), '/n': get('N') }), {
      lint: found([soft('Stays'), findingNamed('Blocks')]),
    });
    const expires = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const reader = { ASSAY_SERVER: its.service.url, ASSAY_TOKEN: its.tokens.reviewer };
    const print = fingerprintOf('Blocks').slice(0, 12);
    const waived = await runProgram(
      ['review', id, '--waive', print, '--reason', 'A mark.', '--until', expires],
      reader,
    );
    const said = await its.ask<{ id: string }>(`/submissions/${id}/comments`, its.tokens.acme, { text: 'Why not?' });
    const note = { text: 'Hm.', visibility: 'reviewers' };
    await its.ask(`/submissions/${id}/comments`, its.tokens.reviewer, note);
    const shownTo = async (token: string) => packet.parse((await its.ask(`/submissions/${id}/packet`, token)).body);
    const shown = await shownTo(its.tokens.acme);
    const printed = await runProgram(['review', id], reader);
    const again = await runProgram(['recheck', id], reader);

    expect([old.state, (await its.ledger.get(old.id)).state]).toEqual(['waiting', 'public']);
    const named = (list: readonly { message: string }[] = []) => list.map(({ message }) => message);
    const { sorted, operations } = shown.sincePublished ?? {};
    expect([named(sorted?.fixed), named(sorted?.carried), named(sorted?.new)]).toEqual([
      ['"Old" is wrong.'],
      ['"Stays" is wrong.'],
      ['"Blocks" is wrong.'],
    ]);
    expect(operations).toEqual({
      added: [{ operationId: 'N', method: 'get', path: '/n' }],
      removed: [{ operationId: 'C', method: 'get', path: '/c' }],
      changed: [{ operationId: 'B', method: 'get', path: '/b' }],
    });
    expect(shown.waivers).toMatchObject([{ rule: 'operation-id-present', expires, holds: true, reason: 'A mark.' }]);
    expect(shown.comments).toMatchObject({ open: 1, newest: [{ id: said.body.id, text: 'Why not?' }] });
    expect((await shownTo(its.tokens.reviewer)).comments.open).toBe(2);
    expect(waived).toMatchObject({ code: 0, err: expect.stringContaining(`until ${expires}`) });
    expect(printed.out).toContain('operation added    N  get /n');
    expect(printed.out).toContain('comments: 2 open threads');
    expect(again).toMatchObject({ code: 0, out: `Submission ${id} runs again, as revision 2.\n` });
  });
});
