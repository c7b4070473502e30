import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { createSmtp } from '../../src/adapters/mail/smtp.js';
import { PostgresMails } from '../../src/adapters/postgres/mails.js';
import { PostgresReviews } from '../../src/adapters/postgres/reviews.js';
import type { ListedMail, MailWish } from '../../src/core/mail.js';
import { parseSmtpAddress } from '../../src/core/smtp-address.js';
import { createMailer } from '../../src/worker/mailer.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { makeIdentity } from '../support/bad-api/certificates.js';
import { keptLog } from '../support/kept-log.js';
import { refusal, startMailServer } from '../support/mail-server.js';
import { createWorld, renewedWorld } from '../support/world.js';
import type { World } from '../support/world.js';

jest.setTimeout(120_000);

const sender = { from: 'assay@programme.example', publicUrl: 'https://assay.example.com' };

describe('mails', () => {
  let its: World;
  let mails: PostgresMails;
  let server: Awaited<ReturnType<typeof startMailServer>>;
  beforeAll(async () => (its = await createWorld(10)));
  beforeEach(async () => {
    its = await renewedWorld(its);
    mails = new PostgresMails(its.database.dataSource);
    server = await startMailServer();
    await mails.enable(true);
  });
  afterEach(() => server.close());
  afterAll(() => its.database.close());

  const wants = (account: string, address: string, wish: MailWish = 'my-turn') =>
    mails.change(account, { address, wants: wish }, 'assay');
  const open = (publisher = 'acme') => its.ledger.open(openingOf({ publisher, by: its.people.submitter }));
  /** A submission that waits for a reviewer. */
  const waiting = async (publisher = 'acme') => {
    const { id } = await open(publisher);
    const step = await claimAt(its.ledger, 'preview');
    await end(its.ledger, step, outcomeOf(step));
    return its.ledger.get(id);
  };
  const returned = async (comment = 'Please name the operations.', publisher = 'acme') => {
    const { id, digest } = await waiting(publisher);
    const decide = decision('return', its.people.reviewer, digest ?? '');
    await its.ledger.change(id, current => {
      const change = decide(current);
      return { ...change, decision: { ...change.decision, comment } };
    });
    return id;
  };
  const mailerFor = (url = `smtp://127.0.0.1:${server.port}`) => {
    const address = parseSmtpAddress(url);
    if (address === null) throw new Error(`${url} is no address`);
    const log = keptLog();
    return { ...createMailer({ mails, sender, send: createSmtp(address).send, log }), log };
  };
  const listed = async () => (await mails.list({ state: null, limit: 100, cursor: null })).items;
  /** Runs a mailer until it holds for the mails, newest first. */
  const mailUntil = async (holds: (items: ListedMail[]) => boolean, mailer = mailerFor()) => {
    mailer.start();
    try {
      for (let tries = 0; tries < 400; tries += 1) {
        const items = await listed();
        if (holds(items)) return items;
        await delay(50);
      }
      throw new Error(`It never held: ${JSON.stringify([await listed(), mailer.log.lines])}`);
    } finally {
      await mailer.stop();
    }
  };
  const allAre =
    (state: ListedMail['state'], count = 1) =>
    (items: ListedMail[]) =>
      items.length === count && items.every(mail => mail.state === state && mail.attempts > 0);
  const dueNow = () => its.database.query(`update mail set due_at = now() where state = 'due'`);
  /** As if the last mail had been more than a minute ago. */
  const minuteLater = async () => {
    await its.database.query('alter table mail disable trigger guard_mail');
    await its.database.query(`update mail set created_at = created_at - interval '61 seconds'`);
    await its.database.query('alter table mail enable trigger guard_mail');
  };

  it('tell a submitter that it is his turn, once, in plain text, in the thread of the submission', async () => {
    await wants(its.people.submitter, 'sam@acme.example');
    const id = await returned();
    const [mail] = await mailUntil(allAre('sent'));
    const [sent] = server.arrived;

    expect(server.arrived).toHaveLength(1);
    expect(sent?.to).toEqual(['sam@acme.example']);
    expect(sent?.mail).toMatchObject({
      subject: expect.stringMatching(/^\[Assay\] acme\/weather-\w+ 1\.0\.1: returned to you$/),
      messageId: `<${mail?.id}@programme.example>`,
      references: `<${id}@programme.example>`,
      inReplyTo: `<${id}@programme.example>`,
      html: false,
    });
    expect(sent?.mail.from?.text).toBe('"Assay" <assay@programme.example>');
    expect(sent?.mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(sent?.raw).toContain('List-Unsubscribe: <https://assay.example.com/#/mail>');
    expect(sent?.mail.text).toContain('> Please name the operations.');
    expect(sent?.mail.text).toContain(
      'Next: your turn: answer the reviewer, then hand in revision 2 with `assay submit`.',
    );
    expect(sent?.mail.text).toContain(`https://assay.example.com/#/submissions/${id}`);
  });

  it('tell what a check returned, with how much there is to fix', async () => {
    await wants(its.people.submitter, 'sam@acme.example');
    await open();
    const finding = {
      rule: 'a-rule',
      severity: 'error',
      blocks: true,
      file: 'README.md',
      line: 1,
      column: 1,
      pointer: null,
      message: 'It is wrong.',
      fix: 'Mend it.',
      docs: 'rules/a-rule.md',
      fingerprint: 'f'.repeat(64),
      status: 'new',
    } as const;
    const step = await claimAt(its.ledger, 'functional');
    const report = {
      checks: [{ id: 'x', state: 'ran' as const }],
      findings: [finding, { ...finding, fingerprint: 'e'.repeat(64) }],
      evidence: [],
    };
    await end(its.ledger, step, { kind: 'checked', report });
    await mailUntil(allAre('sent'));

    expect(server.arrived[0]?.mail.text).toContain('fix the 2 findings that block');
  });

  it('tell each what he chose, and nothing of other publishers', async () => {
    const member = async (name: string, publisher: string, wish: MailWish) => {
      const { id } = await its.accounts.createAccount({ name, roles: ['submitter'], publishers: [publisher] }, 'assay');
      await wants(id, `${name}@acme.example`, wish);
    };
    await member('turn', 'acme', 'my-turn');
    await member('all', 'acme', 'all');
    await member('none', 'acme', 'none');
    await member('other', 'globex', 'all');
    await returned();
    await mailUntil(allAre('sent', 2));

    expect(server.arrived.map(({ to }) => to.join()).sort()).toEqual(['all@acme.example', 'turn@acme.example']);
    const everything = server.arrived.find(({ to }) => to[0] === 'all@acme.example');
    expect(everything?.mail.text).toContain('6 changes before it.');
  });

  it('tell a reviewer what he is given, and not what he takes himself', async () => {
    await wants(its.people.reviewer, 'rita@programme.example');
    const reviews = new PostgresReviews(its.database.dataSource);
    const given = await waiting();
    await reviews.lookAfter();
    await mailUntil(allAre('sent'));
    await minuteLater();
    const { id } = await its.accounts.createAccount({ name: 'other', roles: ['reviewer'], publishers: [] }, 'assay');
    await reviews.take(given.id, id, its.people.reviewer);
    await reviews.take(given.id, its.people.reviewer, id);

    expect(server.arrived.map(({ mail }) => mail.subject)).toEqual([expect.stringContaining('waits for you')]);
    expect((await its.database.query('select from mail_line where mail_id is null')).rows).toEqual([]);
  });

  it('tell whoever holds a submission that its promise is at risk', async () => {
    await wants(its.people.reviewer, 'rita@programme.example');
    const reviews = new PostgresReviews(its.database.dataSource);
    await waiting();
    await reviews.lookAfter();
    await mailUntil(allAre('sent'));
    await minuteLater();
    await its.database.query(`update queue set near_at = now() - interval '1 hour'`);
    await reviews.lookAfter();
    await mailUntil(allAre('sent', 2));

    expect(server.arrived[1]?.mail.subject).toContain('its promise is at risk');
  });

  it('become one when much happens in a minute', async () => {
    await wants(its.people.submitter, 'sam@acme.example', 'all');
    await open();
    await mailUntil(allAre('sent'));
    for (let count = 0; count < 30; count += 1) await open(count % 2 === 0 ? 'acme' : 'globex');
    expect(await mails.claim(60)).toBeNull();
    await minuteLater();
    await mailUntil(allAre('sent', 2));

    expect(server.arrived).toHaveLength(2);
    expect(server.arrived[1]?.mail.subject).toBe('[Assay] 30 submissions changed');
    expect(server.arrived[1]?.mail.text).toContain('And 10 more submissions');
    expect(server.arrived[1]?.mail.references).toBeUndefined();
  });

  it('are not made twice by workers that ask at the same moment', async () => {
    await wants(its.people.submitter, 'sam@acme.example', 'all');
    await open();
    const claimed = await Promise.all(Array.from({ length: 8 }, () => mails.claim(60)));

    expect(claimed.filter(mail => mail !== null)).toHaveLength(1);
  });

  it('tell nothing of a change that did not happen', async () => {
    await wants(its.people.submitter, 'sam@acme.example', 'all');
    const { id } = await open();
    await mailUntil(allAre('sent'));
    await expect(
      its.ledger.change(id, () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');

    expect((await its.database.query('select from mail_line')).rows).toHaveLength(1);
  });

  it('are not written, and nothing waits, without a mail server', async () => {
    await wants(its.people.submitter, 'sam@acme.example', 'all');
    await open();
    await mails.enable(false);
    await open();

    expect((await its.database.query('select from mail_line')).rows).toEqual([]);
    expect(await mails.claim(60)).toBeNull();
  });

  it('are dropped by whoever wants no more', async () => {
    await wants(its.people.submitter, 'sam@acme.example', 'all');
    server.state.recipient = () => {
      throw refusal(451, 'Later.');
    };
    await open();
    await mailUntil(allAre('due'));
    await open();
    await mails.change(its.people.submitter, { wants: 'none' }, its.people.submitter);
    await minuteLater();

    expect(await listed()).toMatchObject([{ state: 'dropped' }]);
    expect(await mails.claim(60)).toBeNull();
    const trail = await its.database.query(`select details from audit where action = 'account.mail-set'`);
    expect(JSON.stringify(trail.rows)).not.toContain('sam@');
  });

  it('come again after greylisting, with the same Message-ID', async () => {
    await wants(its.people.submitter, 'sam@acme.example');
    server.state.recipient = () => {
      throw refusal(451, '4.7.1 Greylisted, come back.');
    };
    await returned();
    const [later] = await mailUntil(allAre('due'));
    server.state.recipient = () => undefined;
    await dueNow();
    await mailUntil(allAre('sent'));

    expect(later?.failure).toContain('Greylisted, come back.');
    expect(server.arrived.map(({ mail }) => mail.messageId)).toEqual([`<${later?.id}@programme.example>`]);
  });

  it('are parked when the server wants them never, with its words, and sent again by hand', async () => {
    await wants(its.people.submitter, 'sam@acme.example');
    server.state.recipient = () => {
      throw refusal(550, `5.1.1 No such user \u001b[31m${'x'.repeat(1_000)}`);
    };
    await returned();
    const [parked] = await mailUntil(allAre('parked'));
    server.state.recipient = () => undefined;
    expect(await mails.resend(parked?.id ?? '', its.people.administrator)).toMatchObject({ state: 'due', attempts: 0 });
    await expect(mails.resend(parked?.id ?? '', its.people.administrator)).rejects.toMatchObject({
      code: 'mail-not-sendable',
    });
    await mailUntil(allAre('sent'));

    expect(parked?.failure).toMatch(/^550 5\.1\.1 No such user {1,2}\[31mx+$/);
    expect(parked?.failure?.length).toBeLessThanOrEqual(500);
    expect(server.arrived[0]?.mail.messageId).toBe(`<${parked?.id}@programme.example>`);
  });

  it('wait for a server that drops connections, and for one that never says a word', async () => {
    await wants(its.people.submitter, 'sam@acme.example');
    const held: { destroy(): unknown }[] = [];
    const silent = createServer(socket => held.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
    const rude = createServer(socket => socket.destroy()).listen(0, '127.0.0.1');
    await Promise.all([once(silent, 'listening'), once(rude, 'listening')]);
    await returned();
    const portOf = (one: typeof silent) => (one.address() as AddressInfo).port;
    try {
      const [dropped] = await mailUntil(allAre('due'), mailerFor(`smtp://127.0.0.1:${portOf(rude)}`));
      await dueNow();
      const [hung] = await mailUntil(
        items => items[0]?.state === 'due' && items[0].attempts === 2,
        mailerFor(`smtp://127.0.0.1:${portOf(silent)}`),
      );
      await dueNow();
      await mailUntil(allAre('sent'));

      expect(dropped?.failure).not.toBe('');
      expect(hung?.failure).toMatch(/greeting|timeout/i);
      expect(server.arrived).toHaveLength(1);
    } finally {
      held.forEach(socket => socket.destroy());
      silent.close();
      rude.close();
    }
  });

  it('are sent again when a process dies between sending and recording', async () => {
    await wants(its.people.submitter, 'sam@acme.example');
    await returned();
    const claimed = await mails.claim(60);
    if (claimed === null) throw new Error('nothing was claimed');
    expect(await mails.claim(60)).toBeNull();
    await its.database.query(`update mail set lease_until = now() - interval '1 second' where state = 'sending'`);
    await mailUntil(allAre('sent'));

    expect(server.arrived[0]?.mail.messageId).toBe(`<${claimed.id}@programme.example>`);
    // What the dead worker may still say is void.
    expect(await mails.settle(claimed, { state: 'parked' }, 'x')).toBe(false);
    expect(await listed()).toMatchObject([{ state: 'sent', failure: null }]);
  });

  it('carry no word of a stranger out of its place', async () => {
    await wants(its.people.submitter, 'sam@acme.example');
    await returned('Grüße 🎉\r\n.\r\nBcc: eve@evil.example\r\n\r\n<b>markup</b> \u202Egnp\u0000');
    await mailUntil(allAre('sent'));
    const [sent] = server.arrived;

    expect(sent?.to).toEqual(['sam@acme.example']);
    expect(sent?.mail.bcc).toBeUndefined();
    expect(sent?.mail.html).toBe(false);
    expect(sent?.mail.text).toContain('> Grüße 🎉\n> .\n> Bcc: eve@evil.example\n>\n> <b>markup</b>  gnp\uFFFD\n');
    expect([...(sent?.mail.headers.keys() ?? [])].sort()).toEqual(
      [
        'auto-submitted',
        'content-transfer-encoding',
        'content-type',
        'date',
        'from',
        'in-reply-to',
        'list',
        'message-id',
        'mime-version',
        'references',
        'subject',
        'to',
        'x-auto-response-suppress',
      ].sort(),
    );
  });

  it.each([
    "insert into mail_address values ('x', E'a@b.example\\nBcc: e@f.example')",
    "insert into mail_address values ('x', 'a b@c.example')",
  ])('go to addresses only: %s is refused', statement =>
    expect(its.database.query(statement)).rejects.toMatchObject({ code: '23514' }),
  );

  it.each([
    'delete from mail',
    `update mail set state = 'due'`,
    `update mail_line set detail = 'x'`,
    'delete from mail_line',
  ])('stay as they were written: %s is refused', async statement => {
    await wants(its.people.submitter, 'sam@acme.example');
    await returned();
    await mailUntil(allAre('sent'));

    await expect(its.database.query(statement)).rejects.toMatchObject({ code: 'ZA001' });
  });

  describe('to a server that asks who it is', () => {
    const secret = 'hunter22-very-secret';
    const signIns: string[] = [];
    let guarded: Awaited<ReturnType<typeof startMailServer>>;
    const start = async (options: object) => {
      signIns.length = 0;
      guarded = await startMailServer({
        authOptional: false,
        onAuth({ username, password }, _, done) {
          signIns.push(`${username}:${password}`);
          if (password === secret) done(null, { user: username });
          else done(Object.assign(new Error(`Wrong: ${password}`), { responseCode: 535 }));
        },
        ...options,
      });
    };
    afterEach(() => guarded.close());
    const url = (host: string, password = secret) => `smtp://me%40x:${password}@${host}:${guarded.port}`;

    it('sign in', async () => {
      await start({ allowInsecureAuth: true });
      await wants(its.people.submitter, 'sam@acme.example');
      await returned();
      await mailUntil(allAre('sent'), mailerFor(url('127.0.0.1')));

      expect(guarded.arrived).toMatchObject([{ user: 'me@x', secure: false }]);
    });

    it('wait when the password is wrong, and never repeat it', async () => {
      await start({ allowInsecureAuth: true });
      await wants(its.people.submitter, 'sam@acme.example');
      await returned();
      const mailer = mailerFor(url('127.0.0.1', 'wrong-password-1'));
      const [mail] = await mailUntil(allAre('due'), mailer);

      expect(mail?.failure).toContain('Wrong: [redacted]');
      expect(JSON.stringify([mail, mailer.log.lines])).not.toContain('wrong-password-1');
      expect(signIns).toEqual(['me@x:wrong-password-1']);
    });

    it('send no password where a certificate is not to be trusted', async () => {
      await start(makeIdentity({ host: 'localhost' }));
      await wants(its.people.submitter, 'sam@acme.example');
      await returned();
      const [mail] = await mailUntil(allAre('due'), mailerFor(url('localhost')));

      expect(mail?.failure).toMatch(/self[- ]signed certificate/i);
      expect([signIns, guarded.arrived]).toEqual([[], []]);
    });

    it('send no password in the clear over a network', async () => {
      await start({ allowInsecureAuth: true, host: '0.0.0.0' });
      const { hostname } = await import('node:os');
      const { kind, words } = await createSmtp({
        host: hostname(),
        port: guarded.port,
        secure: false,
        signIn: { user: 'me', password: secret },
      }).send(
        {
          from: 'a@b.example',
          to: 'c@d.example',
          subject: 's',
          text: 't',
          messageId: '<1@b>',
          thread: null,
          settingsUrl: 'https://x.example',
        },
        AbortSignal.timeout(20_000),
      );

      expect(kind).toBe('later');
      expect(words).toContain('500');
      expect(signIns).toEqual([]);
    });
  });
});
