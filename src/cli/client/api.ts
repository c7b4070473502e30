import type { Account, Publisher, Role, Scope, Token } from '../../core/account.js';
import type { SubmissionLine, SubmissionView } from '../../api/view.js';
import type { GivenWaiver } from '../../core/given-waiver.js';
import type { Packet } from '../../core/packet.js';
import type { QueueLine } from '../../core/ports/reviews.js';
import type { Decision } from '../../core/submission.js';
import type { SignInBegun } from '../../pipeline/sign-in.js';
import type { AuthorizationAnswer } from '../../runtime/sign-in/authorization.js';
import { ask, jsonOf } from './http.js';
import type { Question, Remote } from './http.js';

interface List<T> {
  readonly items: readonly T[];
}

/** A page of a list, with the cursor of the next one. */
export interface Page<T> extends List<T> {
  readonly next: string | null;
}

/** Who a token speaks for, and what it allows. */
export interface Me {
  readonly account: Account;
  readonly scopes: readonly Scope[];
  readonly token: Pick<Token, 'id'>;
}

/** What is handed in: the zip, its name, and the credentials that its API is tested with. */
export interface Upload {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly connection: Readonly<Record<string, string>> | null;
}

/** The service's API as functions, one a route. All throw what `ask` throws. */
export class Api {
  constructor(
    readonly remote: Remote,
    private readonly onRetry?: Question['onRetry'],
  ) {}

  me(): Promise<Me> {
    return this.get('/me');
  }

  submit(publisher: string, connector: string, upload: Upload): Promise<SubmissionView> {
    return this.post('/submissions', formOf(upload, { publisher, connector }));
  }

  revise(id: string, upload: Upload): Promise<SubmissionView> {
    return this.post(`${pathOf(id)}/revisions`, formOf(upload, {}));
  }

  submission(id: string): Promise<SubmissionView> {
    return this.get(pathOf(id));
  }

  submissions(filter: Readonly<Record<string, string>>): Promise<Page<SubmissionLine>> {
    return this.get(`/submissions?${new URLSearchParams(filter).toString()}`);
  }

  decide(id: string, decision: Decision & { readonly digest: string }): Promise<SubmissionView> {
    return this.post(`${pathOf(id)}/decisions`, decision);
  }

  reviewQueue(filter: Readonly<Record<string, string>>): Promise<Page<QueueLine>> {
    return this.get(`/review/queue?${new URLSearchParams(filter).toString()}`);
  }

  packet(id: string): Promise<Packet> {
    return this.get(`${pathOf(id)}/packet`);
  }

  takeReview(id: string, from: string | null): Promise<QueueLine> {
    return this.post(`${pathOf(id)}/assignment`, { from });
  }

  handBackReview(id: string): Promise<QueueLine> {
    return this.post(`${pathOf(id)}/assignment/hand-back`);
  }

  acknowledge(
    id: string,
    acknowledgement: { readonly fingerprints: readonly string[]; readonly digest: string; readonly comment: string },
  ): Promise<SubmissionView> {
    return this.post(`${pathOf(id)}/acknowledgements`, acknowledgement);
  }

  waive(
    id: string,
    waiver: Pick<GivenWaiver, 'fingerprint' | 'reason' | 'expires'> & { readonly scope?: string },
  ): Promise<GivenWaiver> {
    return this.post(`${pathOf(id)}/waivers`, waiver);
  }

  recheck(id: string): Promise<SubmissionView> {
    return this.post(`${pathOf(id)}/recheck`);
  }

  retry(id: string): Promise<SubmissionView> {
    return this.post(`${pathOf(id)}/retry`);
  }

  withdraw(id: string): Promise<SubmissionView> {
    return this.post(`${pathOf(id)}/withdraw`);
  }

  startSignIn(id: string, redirectUrl: string): Promise<SignInBegun> {
    return this.post(`${pathOf(id)}/sign-ins`, { redirectUrl });
  }

  async finishSignIn(id: string, answer: AuthorizationAnswer): Promise<void> {
    const path = `${pathOf(id)}/sign-ins/callback`;
    const answered = await ask(this.remote, path, { method: 'POST', body: answer, onRetry: this.onRetry });
    await answered.body?.cancel();
  }

  publishers(): Promise<List<Publisher>> {
    return this.get('/publishers');
  }

  createPublisher(publisher: Publisher): Promise<Publisher> {
    return this.post('/publishers', publisher);
  }

  accounts(): Promise<List<Account>> {
    return this.get('/accounts');
  }

  createAccount(account: { name: string; roles: readonly Role[]; publishers: readonly string[] }): Promise<Account> {
    return this.post('/accounts', account);
  }

  tokens(accountId: string): Promise<List<Token>> {
    return this.get(`/accounts/${encodeURIComponent(accountId)}/tokens`);
  }

  createToken(
    accountId: string,
    token: { name: string; scopes: readonly Scope[]; expiresInDays: number },
  ): Promise<{ token: Token; secret: string }> {
    return this.post(`/accounts/${encodeURIComponent(accountId)}/tokens`, token);
  }

  async revokeToken(id: string): Promise<void> {
    const answer = await ask(this.remote, `/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
    await answer.body?.cancel();
  }

  private async get<T>(path: string): Promise<T> {
    return jsonOf<T>(this.remote, await ask(this.remote, path, { onRetry: this.onRetry }));
  }

  private async post<T>(path: string, body?: unknown): Promise<T> {
    return jsonOf<T>(this.remote, await ask(this.remote, path, { method: 'POST', body, onRetry: this.onRetry }));
  }
}

function pathOf(id: string): string {
  return `/submissions/${encodeURIComponent(id)}`;
}

function formOf({ bytes, name, connection }: Upload, fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  if (connection !== null) form.set('connection', JSON.stringify(connection));
  form.set('package', new Blob([Uint8Array.from(bytes)], { type: 'application/zip' }), name);
  return form;
}
