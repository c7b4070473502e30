import { createTransport } from 'nodemailer';
import type { MailMessage, MailSent } from '../../core/mail.js';
import type { SmtpAddress } from '../../core/smtp-address.js';

/** How long the server may take to be reached, to greet, and to answer a command; milliseconds. */
const patience = { connectionTimeout: 10_000, dnsTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
/** Characters of the server's words that are kept. */
const keptWords = 400;

/**
 * Hands mails to a server, one connection each. Certificates are verified. STARTTLS is used wherever it is offered, and has to be before
 * a password is sent, unless the server is this machine. `send` never throws for what the server does, and ends with its signal.
 */
export function createSmtp({ host, port, secure, signIn }: SmtpAddress): {
  readonly send: (message: MailMessage, signal: AbortSignal) => Promise<MailSent>;
} {
  const onThisMachine = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: signIn !== null && !onThisMachine,
    ...(signIn && { auth: { user: signIn.user, pass: signIn.password } }),
    ...patience,
    // Nothing in a message is ever read from a file or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const words = wordsWithout(signIn);
  return {
    send: async (message, signal) => {
      try {
        await transport.sendMail({ ...envelopeOf(message), signal });
        return { kind: 'taken', words: '' };
      } catch (error) {
        return failureOf(error, words);
      }
    },
  };
}

function envelopeOf({ from, to, subject, text, messageId, thread, settingsUrl }: MailMessage) {
  return {
    // As objects: nothing is parsed as a list of addresses.
    from: { name: 'Assay', address: from },
    to: { name: '', address: to },
    subject,
    text,
    messageId,
    ...(thread !== null && { inReplyTo: thread, references: thread }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Unsubscribe': `<${settingsUrl}>`,
    },
  };
}

/**
 * What a failure means. The server refused the sender, the recipient or the mail itself for good (5xx): nothing helps but a person. A refused
 * sign-in, a broken connection, a certificate that is not trusted may be mended on the way, and a 4xx asks to come again.
 */
function failureOf(error: unknown, words: (text: string) => string): MailSent {
  const status = member(error, 'responseCode');
  const code = member(error, 'code');
  const response = member(error, 'response');
  const aboutTheMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const forGood = typeof status === 'number' && status >= 500 && aboutTheMail;
  const said = typeof response === 'string' && response !== '' ? response : String(member(error, 'message') ?? error);
  return { kind: forGood ? 'refused' : 'later', words: words(said) };
}

function member(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** The server's words on one line, bounded, without what was signed in with: a server may repeat what it was sent. */
function wordsWithout(signIn: SmtpAddress['signIn']): (text: string) => string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const hidden =
    signIn === null
      ? []
      : [base64(`\0${signIn.user}\0${signIn.password}`), base64(signIn.password), signIn.password].filter(
          secret => secret !== '',
        );
  return text => {
    const clean = hidden.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
    return [...clean.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')].slice(0, keptWords).join('');
  };
}
