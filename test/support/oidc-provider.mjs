// A real OpenID provider in a process of its own, with an API behind it that takes its access tokens:
//   node oidc-provider.mjs <seconds that access tokens live> [origin that /v1 is passed on to] [its API key]
// It signs everybody in as `jo` without asking. Prints {"url"} when it listens.
import { createServer, request as httpRequest } from 'node:http';
import Provider from 'oidc-provider';

const [seconds, behind = '', key = ''] = process.argv.slice(2);
const life = () => Number(seconds);
const counts = { tokenRequests: 0 };

const server = createServer();
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(url, {
  clients: [
    {
      client_id: 'service',
      client_secret: 'service-secret-7a1f',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      client_id: 'app',
      client_secret: 'app-secret-9c2e',
      // Native: a redirect to 127.0.0.1 is good at any port (RFC 8252 §7.3).
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
  },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
  ttl: { AccessToken: life, ClientCredentials: life, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
  interactions: { url: (_context, interaction) => `/agree/${interaction.uid}` },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
const answer = provider.callback();

async function agree(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: 'jo' } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

/** The API: whoever holds a token that lives may call it. Secrets of its own stay behind it. */
async function api(request, response) {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const known = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  if (!known || known.isExpired) return end(response, 401, { error: 'This token is not known.' });
  if (behind === '') return end(response, 200, { client: known.clientId });
  const headers = { ...request.headers };
  delete headers.authorization;
  delete headers.host;
  const onward = httpRequest(behind + request.url, {
    method: request.method,
    headers: { ...headers, 'x-api-key': key },
  });
  onward.on('response', from => {
    response.writeHead(from.statusCode, from.headers);
    from.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

/** One access token is void, and what was granted with it is not: the provider's own revocation ends all of a grant. */
async function forget(request, response) {
  const token = new URL(request.url, url).searchParams.get('token') ?? '';
  await (await provider.AccessToken.find(token)).destroy();
  end(response, 200, {});
}

function end(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

server.on('request', (request, response) => {
  const path = request.url.split('?')[0];
  const failed = error => end(response, 500, { error: String(error) });
  if (path === '/counts') return end(response, 200, counts);
  if (path === '/forget') return void forget(request, response).catch(failed);
  if (path.startsWith('/agree/')) return void agree(request, response).catch(failed);
  if (path.startsWith('/v1/')) return void api(request, response).catch(failed);
  if (path === '/token') counts.tokenRequests += 1;
  answer(request, response);
});
process.stdout.write(`${JSON.stringify({ url })}\n`);
