import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Git's own server (`git http-backend`, a CGI program) for what stands below `root`; `user` null is somebody who may only read. Ends
 * when the program has: what it changed is done then.
 */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse | null,
  { root, path, query, user, body }: { root: string; path: string; query: string; user: string | null; body: Buffer },
): Promise<void> {
  const { headers, method = 'GET' } = request;
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      CONTENT_LENGTH: String(body.length),
      ...(headers['content-encoding'] && { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
      ...(typeof headers['git-protocol'] === 'string' && { GIT_PROTOCOL: headers['git-protocol'] }),
      ...(user !== null && { REMOTE_USER: user }),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  await new Promise(resolve => child.once('close', resolve));
  if (response === null) return;
  const output = Buffer.concat(chunks);
  const end = output.indexOf('\r\n\r\n');
  const fields = output
    .subarray(0, end)
    .toString('latin1')
    .split('\r\n')
    .map(line => line.split(/:\s*/, 2) as [string, string]);
  const status = Number.parseInt(fields.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200', 10);
  response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name.toLowerCase() !== 'status')));
  response.end(output.subarray(end + 4));
}
