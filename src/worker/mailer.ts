import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../core/log.js';
import { afterMailAttempt, composeMail } from '../core/mail.js';
import type { MailMessage, MailSender, MailSent } from '../core/mail.js';
import type { ClaimedMail, Mails } from '../core/ports/mails.js';

/** How many mails a process sends at the same time. */
const lanes = 2;
/** The longest that an attempt may take: a server that trickles is a server that hangs. Milliseconds. */
const attemptMs = 60_000;
/** Longer than any attempt takes: a mail whose process died is sent again after this. Seconds. */
const leaseSeconds = 120;
const pollMs = 2_000;
const pauseAfterFaultMs = 5_000;

export interface MailerTools {
  readonly mails: Mails;
  readonly sender: MailSender;
  /** Hands a mail to the server once; never throws for what the server does. */
  readonly send: (message: MailMessage, signal: AbortSignal) => Promise<MailSent>;
  readonly log: Log;
}

/** Sends mails that are due, as long as it is started. */
export interface Mailer {
  start(): void;
  /** Takes no new mail and breaks off those under way: they are sent again, by whoever comes next. */
  stop(): Promise<void>;
}

/** A mailer that lives through outages. A mail that was sent and not recorded is sent again, with the same Message-ID. */
export function createMailer({ mails, sender, send, log }: MailerTools): Mailer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> = Promise.resolve();

  const lane = async () => {
    while (!signal.aborted) {
      let pause = 0;
      try {
        const mail = await mails.claim(leaseSeconds);
        if (mail === null) pause = pollMs;
        else await attempt(mail);
      } catch (error) {
        log.warn({ error }, 'Sending mails broke off; trying again');
        pause = pauseAfterFaultMs;
      }
      if (pause > 0) await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  };

  const attempt = async (mail: ClaimedMail) => {
    const message = composeMail(mail.id, mail.address, mail.lines, sender);
    const sent = await send(message, AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]));
    if (signal.aborted && sent.kind !== 'taken') return;
    const after = afterMailAttempt(sent, mail.attempts);
    const recorded = await mails.settle(mail, after, sent.kind === 'taken' ? null : sent.words);
    const facts = { mail: mail.id, account: mail.account, attempts: mail.attempts, state: after.state };
    if (!recorded) log.warn(facts, 'The result of a mail is void: it was no longer ours');
    else if (sent.kind === 'taken') log.info(facts, 'Mail sent');
    else log.warn({ ...facts, words: sent.words }, 'A mail was not taken');
  };

  return {
    start: () => {
      running = Promise.all(Array.from({ length: lanes }, lane));
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
