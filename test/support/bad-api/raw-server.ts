// A server that writes bytes, not HTTP: what no HTTP library would let a test say.
import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';

/** What a request of the test looks like once its head has arrived. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Requests of this connection so far, this one among them. */
  readonly onConnection: number;
}

export type RawAnswer = (socket: Socket, request: RawRequest) => unknown;

export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** Requests whose head arrived, `GET /path` each. */
  readonly heard: readonly string[];
  /** Connections that were made. */
  connections(): number;
  stop(): Promise<void>;
}

/** Starts it on loopback; `options` make it speak TLS. Bodies of requests are read and thrown away. */
export async function startRawServer(answer: RawAnswer, options?: tls.TlsOptions): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const heard: string[] = [];
  let connections = 0;
  const serve = (socket: Socket) => {
    let text = '';
    let onConnection = 0;
    socket.on('data', chunk => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        text = text.slice(end + 4 + length);
        const [method = '', path = ''] = head.split(' ');
        heard.push(`${method} ${path}`);
        onConnection += 1;
        answer(socket, { method, path, onConnection });
      }
    });
  };
  const server = options ? tls.createServer(options, serve) : net.createServer(serve);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    // The client leaves whenever it likes.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket: Socket) => socket.on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    heard,
    connections: () => connections,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Writes the bytes that `next` gives until it gives none or the other side has left, no faster than they are read. */
export function pour(socket: Socket, next: () => string | Uint8Array | null): void {
  const more = () => {
    while (!socket.destroyed) {
      const chunk = next();
      if (chunk === null) return;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on('drain', more);
  more();
}
