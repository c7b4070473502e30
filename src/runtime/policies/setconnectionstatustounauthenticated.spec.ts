import { plainRequest, policy, requestAfter } from '../../../test/support/policies.js';

describe('runtime/policies/setconnectionstatustounauthenticated', () => {
  it('changes no message', async () =>
    expect(await requestAfter([policy('setConnectionStatusToUnauthenticated', { statusCode: 401 })])).toMatchObject(
      plainRequest,
    ));
});
