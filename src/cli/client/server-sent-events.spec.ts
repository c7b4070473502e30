import { eventData } from './server-sent-events.js';

async function heard(...chunks: string[]): Promise<string[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  const all: string[] = [];
  for await (const data of eventData(body, 1000)) all.push(data);
  return all;
}

describe('cli/client/server-sent-events', () => {
  it('gives the data of each event, however the bytes are cut', async () => {
    expect(await heard('event: submission\nda', 'ta: {"a":1}\n', '\ndata: two\r\n\r\n')).toEqual(['{"a":1}', 'two']);
  });

  it('joins the lines of one event and passes over comments', async () => {
    expect(await heard(': still here\n\ndata: one\ndata:two\nid: 7\n\n')).toEqual(['one\ntwo']);
  });

  it('drops an event that was cut off', async () => {
    expect(await heard('data: whole\n\ndata: ha')).toEqual(['whole']);
  });

  it('gives up on a stream that falls silent', async () => {
    const silent = new ReadableStream<Uint8Array>();

    await expect(eventData(silent, 20).next()).rejects.toThrow('nothing was heard');
  });
});
