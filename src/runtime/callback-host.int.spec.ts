import { openCallbackHost } from './callback-host.js';
import type { CallbackHost } from './callback-host.js';

let host: CallbackHost;
const never = new AbortController().signal;

beforeEach(async () => {
  host = await openCallbackHost({ host: '127.0.0.1', port: 0, publicUrl: null, now: () => new Date(0) });
});
afterEach(() => host.close());

const post = (url: string, body: string, method = 'POST') =>
  fetch(url, { method, body, headers: { 'content-type': 'application/json', 'x-kind': 'loan' } });

describe('runtime/callback-host', () => {
  it('keeps what an API sends to an open address', async () => {
    const callback = host.open();

    const { status } = await post(callback.url, '{"id":7}');
    const notification = await callback.at(0, 1000, never);

    expect(status).toBe(200);
    expect(notification).toMatchObject({ method: 'POST', receivedAt: '1970-01-01T00:00:00.000Z' });
    expect(notification?.headers).toContainEqual(['x-kind', 'loan']);
    expect(Buffer.from(notification?.body ?? []).toString()).toBe('{"id":7}');
  });

  it('wakes who waits, and only for its own address', async () => {
    const [one, other] = [host.open(), host.open()];
    const waiting = one.at(1, 5000, never);

    await post(one.url, '1');
    await post(other.url, '3');
    await post(`${one.url}?attempt=2`, '2');

    expect(Buffer.from((await waiting)?.body ?? []).toString()).toBe('2');
    expect(other.received()).toHaveLength(1);
  });

  it('gives up after its time and when it is told to', async () => {
    const callback = host.open();
    const stopped = new AbortController();
    setTimeout(() => stopped.abort(), 20);

    expect(await callback.at(0, 20, never)).toBeNull();
    expect(await callback.at(0, 60_000, stopped.signal)).toBeNull();
  });

  it('knows no address that was closed, guessed or never opened, and says nothing about it', async () => {
    const callback = host.open();
    const { url } = callback;
    callback.close();

    for (const address of [url, url.replace(/.$/, '_'), new URL('/', url).href, new URL('/callbacks/', url).href]) {
      const response = await post(address, '{}');

      expect(response.status).toBe(404);
      expect(await response.text()).toBe('');
    }
    expect(callback.received()).toEqual([]);
  });

  it('takes no other method, no more than a mebibyte, and no more than twenty', async () => {
    const callback = host.open();

    expect((await post(callback.url, '{}', 'DELETE')).status).toBe(405);
    expect((await post(callback.url, 'x'.repeat(1_048_577)).catch(() => ({ status: 413 }))).status).toBe(413);
    for (let turn = 0; turn < 25; turn += 1) await post(callback.url, String(turn));

    expect(callback.received()).toHaveLength(20);
  });

  it('is reached at the address that the administrator names', async () => {
    const behind = await openCallbackHost({
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'https://assay.example.com/hooks/',
      now: () => new Date(0),
    });
    try {
      expect(behind.open().url).toMatch(/^https:\/\/assay\.example\.com\/hooks\/callbacks\/[\w-]{43}$/);
    } finally {
      await behind.close();
    }
  });
});
