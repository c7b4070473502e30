import { once } from 'node:events';
import { connect } from 'node:net';

/** Everything that anybody says to a Redis, also what is gone again a moment later. */
export interface RedisMonitor {
  /** What was said so far, one line a command, its escapes undone. */
  readonly told: () => string;
  readonly close: () => void;
}

/**
 * Listens to the Redis at `url` (`redis://[:password@]host:port`), by the protocol itself: a client that takes the first commands it
 * overhears for answers to its own, as ioredis does when they come in one piece with the `OK`, fails by chance.
 */
export async function monitorRedis(url: string): Promise<RedisMonitor> {
  const { hostname, port, password } = new URL(url);
  const socket = connect(Number(port || 6379), hostname).setEncoding('utf8');
  let told = '';
  socket.on('data', (text: string) => (told += text));
  await once(socket, 'connect');
  if (password !== '') socket.write(`AUTH ${decodeURIComponent(password)}\r\n`);
  socket.write('MONITOR\r\n');
  while (!told.includes('+OK\r\n')) {
    if (told.startsWith('-')) throw new Error(`Redis does not let itself be listened to: ${told}`);
    await once(socket, 'data');
  }
  return { told: () => unescaped(told), close: () => void socket.destroy() };
}

/** Redis escapes quotes, backslashes and what is not printable: `"`, `\\`, `\n`, `\x00`. */
function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_whole, hex?: string, sign?: string) =>
    hex === undefined ? (sign ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
