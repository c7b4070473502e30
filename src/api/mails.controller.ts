import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import type { ListedMail, MailSettings } from '../core/mail.js';
import { Mails } from '../core/ports/mails.js';
import { requireAccount } from '../pipeline/make-token.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** What accounts are told by mail, and what operators do about mails that nobody took. */
@Controller()
export class MailsController {
  constructor(private readonly mails: Mails) {}

  @Endpoint(routes.getMailSettings)
  settings(
    @Input() { params }: InputOf<typeof routes.getMailSettings>,
    @Caller() by: Principal,
  ): Promise<MailSettings> {
    requireAccount(params.id, by);
    return this.mails.settings(params.id);
  }

  @Endpoint(routes.setMailSettings)
  change(
    @Input() { params, body }: InputOf<typeof routes.setMailSettings>,
    @Caller() by: Principal,
  ): Promise<MailSettings> {
    requireAccount(params.id, by);
    const { address, wants } = body;
    const to = { ...(address !== undefined && { address }), ...(wants !== undefined && { wants }) };
    return this.mails.change(params.id, to, by.account.id);
  }

  @Endpoint(routes.listMails)
  list(@Input() { query }: InputOf<typeof routes.listMails>): Promise<{ items: ListedMail[]; next: string | null }> {
    const { state = null, cursor = null, limit } = query;
    return this.mails.list({ state, cursor, limit });
  }

  @Endpoint(routes.resendMail)
  resend(@Input() { params }: InputOf<typeof routes.resendMail>, @Caller() by: Principal): Promise<ListedMail> {
    return this.mails.resend(params.id, by.account.id);
  }
}
