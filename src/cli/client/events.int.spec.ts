import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { followSubmission } from './events.js';

const event = (state: string, turn: string) => `event: submission\ndata: ${JSON.stringify({ state, turn })}\n\n`;

/** Follows a service whose connections say these things, one after the other; gives the states heard. */
async function statesHeard(connections: readonly string[]): Promise<string[]> {
  let count = 0;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(connections[count] ?? '');
    count += 1;
    setTimeout(() => response.destroy(), 50);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const remote = { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'assay_x' };
  const heard: string[] = [];
  try {
    for await (const { state } of followSubmission(remote, 'id', new AbortController().signal)) heard.push(state);
  } finally {
    server.close();
  }
  return heard;
}

describe('cli/client/events', () => {
  it('takes up a stream that breaks, until the submission is final', async () => {
    const states = await statesHeard([
      event('running', 'ours'),
      `: nothing new\n\n${event('waiting', 'reviewer')}event: submi`,
      event('public', 'nobody'),
    ]);

    expect(states).toEqual(['running', 'waiting', 'public']);
  });

  it('does not wait for a service that was never there', async () => {
    const nowhere = { server: 'http://127.0.0.1:4', token: 'assay_x' };

    const first = followSubmission(nowhere, 'id', new AbortController().signal).next();

    await expect(first).rejects.toMatchObject({ code: 'server-unreachable' });
  });
});
