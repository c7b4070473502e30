import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';

/** A mail as it arrived. */
export interface Arrived {
  readonly mail: ParsedMail;
  readonly raw: string;
  /** Recipients of the envelope. */
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | null;
}

/** What an SMTP server answers when it refuses, by status. */
export function refusal(status: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode: status });
}

/** A real SMTP server that keeps what it is handed. `state.recipient` may throw to refuse one. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const arrived: Arrived[] = [];
  const state = { recipient: (_: string): void => undefined };
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.cert === undefined ? ['STARTTLS'] : [],
    onRcptTo({ address }, _, done) {
      try {
        state.recipient(address);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8');
        const to = session.envelope.rcptTo.map(({ address }) => address);
        void simpleParser(raw).then(mail => {
          arrived.push({ mail, raw, to, secure: session.secure, user: session.user ?? null });
          done();
        });
      });
    },
    ...options,
  });
  // A client that does not trust the certificate breaks off: that is what a test wants.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  const listening = server.listen(0);
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    arrived,
    state,
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
