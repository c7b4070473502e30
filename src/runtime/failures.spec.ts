import { failureReasons } from './exchange.js';
import { failureOf, reasonOf } from './failures.js';

const error = (fields: object) => Object.assign(new Error('x'), fields);

describe('runtime/failures', () => {
  it.each([
    [{ code: 'ENOTFOUND' }, 'name-not-resolved'],
    [{ code: 'EAI_AGAIN' }, 'name-not-resolved'],
    [{ code: 'ECONNREFUSED' }, 'not-connected'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'not-connected'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'not-connected'],
    [{ code: 'EACCES', syscall: 'connect' }, 'not-connected'],
    [{ code: 'ETIMEDOUT', errors: [error({ code: 'ETIMEDOUT', syscall: 'connect' })] }, 'not-connected'],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }, 'timeout'],
    [{ code: 'ETIMEDOUT' }, 'timeout'],
    [{ code: 'ECONNRESET' }, 'reset'],
    [{ code: 'UND_ERR_SOCKET', cause: error({ code: 'ECONNRESET' }) }, 'reset'],
    [{ code: 'UND_ERR_SOMETHING_NEW' }, 'reset'],
    [{ code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' }, 'not-http'],
    [{ name: 'HTTPParserError' }, 'not-http'],
    [{ code: 'Z_DATA_ERROR' }, 'not-http'],
    [{ code: 'UND_ERR_HEADERS_OVERFLOW' }, 'not-http'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'tls'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'tls'],
    [{ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }, 'tls'],
    [{ code: 'ERR_ASSAY_ADDRESS_REFUSED' }, 'address-refused'],
    [{ code: 'ERR_ASSAY_TOO_LARGE' }, 'too-large'],
  ])('reads %j', (fields, reason) => expect(reasonOf(error(fields))).toBe(reason));

  it.each([new TypeError('x is not a function'), error({ code: 'UND_ERR_INVALID_ARG' }), 'text', null])(
    'does not blame the API for %p',
    mistake => expect(reasonOf(mistake)).toBeNull(),
  );

  it('has a sentence for every reason', () => {
    const limits = { totalMs: 7_881.2, bodyBytes: 5, headerBytes: 6 };

    for (const reason of failureReasons) expect(failureOf(reason, limits)).toMatchObject({ kind: 'failure', reason });
    expect(failureOf('timeout', limits).text).toContain('7.9 seconds');
  });
});
