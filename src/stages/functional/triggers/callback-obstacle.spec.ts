import { parseEgressAllow } from '../../../runtime/egress-policy.js';
import { callbackObstacle } from './callback-obstacle.js';

const api = (host: string | null) => ({ scheme: 'https' as const, host });
const here = { origin: 'http://127.0.0.1:4390' };
const route = parseEgressAllow('api.example.com=http://127.0.0.1:4010,other.example.com=http://10.0.0.7');

describe('stages/functional/triggers/callback-obstacle', () => {
  it.each([
    ['nothing listens', null, api('api.example.com'), /no address is configured/],
    ['a public API is to call loopback', here, api('example.com'), /on this machine only/],
    ['the API is on another machine', here, api('other.example.com'), /on this machine only/],
    ['nobody knows where the API is', here, api(null), /on this machine only/],
    ['the listener is called localhost', { origin: 'http://localhost:1' }, api('example.com'), /on this machine only/],
  ])('says why when %s', (_when, callbacks, definition, reason) =>
    expect(callbackObstacle(callbacks, definition, route)).toMatch(reason),
  );

  it.each([
    ['API and listener are on this machine', here, api('api.example.com')],
    ['the listener has a public address', { origin: 'https://hooks.example.com' }, api('example.com')],
  ])('sees none when %s', (_when, callbacks, definition) =>
    expect(callbackObstacle(callbacks, definition, route)).toBeNull(),
  );
});
