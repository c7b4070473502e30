import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./oidc-provider.mjs', import.meta.url));

/** An OpenID provider in a process of its own, and an API that takes its tokens. */
export interface Oidc {
  readonly url: string;
  /** Requests to the token endpoint so far. */
  tokenRequests(): Promise<number>;
  /** Makes an access token void; what was granted with it stays. */
  revoke(token: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the provider; its access tokens live for so many seconds. The API passes calls on to `behind`, with `key`. */
export async function startOidc(seconds: number, behind = '', key = ''): Promise<Oidc> {
  const child = spawn(process.execPath, [program, String(seconds), behind, key], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', chunk => (complaint += String(chunk)));
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The provider ended: ${complaint}`);
  });
  ended.catch(() => undefined);
  const [text] = await Promise.race([line, ended]);
  const { url } = JSON.parse(text) as { url: string };
  return {
    url,
    tokenRequests: async () =>
      ((await (await fetch(`${url}/counts`)).json()) as { tokenRequests: number }).tokenRequests,
    async revoke(token) {
      const answer = await fetch(`${url}/forget?${new URLSearchParams({ token }).toString()}`);
      if (!answer.ok) throw new Error(`Not revoked: ${answer.status}`);
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * What a browser does with an authorization URL: keeps cookies and follows redirects until one leads to `until`, which is given back
 * without being opened. `from` is where the provider really is, when the URL names it otherwise.
 */
export async function browse(authorizationUrl: string, until: string, from?: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = authorizationUrl;
  for (let hop = 0; hop < 12; hop += 1) {
    const target = new URL(at);
    const here = from === undefined ? target.href : from + target.pathname + target.search;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(here, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${at} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    at = new URL(location, here).href;
    if (at.startsWith(until)) return at;
  }
  throw new Error(`${authorizationUrl} leads nowhere.`);
}
