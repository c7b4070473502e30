import { Controller, Inject } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import { Webhooks } from '../core/ports/webhooks.js';
import { problem } from '../core/problems.js';
import type { Delivery, Webhook } from '../core/webhook.js';
import { actsFor } from '../pipeline/access.js';
import type { EgressPolicy } from '../runtime/egress-policy.js';
import { webhookDestination } from '../runtime/send-webhook.js';
import { Caller, Endpoint, Input, NewId } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';
import { EGRESS } from './tokens.js';

/** Where publishers are told of their submissions. What belongs to another publisher does not exist. */
@Controller()
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    @Inject(EGRESS) private readonly egress: EgressPolicy,
  ) {}

  @Endpoint(routes.createWebhook)
  create(
    @Input() { params, body }: InputOf<typeof routes.createWebhook>,
    @Caller() by: Principal,
    @NewId() id: string,
  ): Promise<{ webhook: Webhook; secret: string }> {
    requirePublisher(params.slug, by);
    if (webhookDestination(body.url, this.egress) === null) {
      throw problem('webhook-url-refused', {
        reason: 'It is no https URL on a web port, or has a user or a fragment.',
      });
    }
    return this.webhooks.create({ id, publisher: params.slug, ...body }, by.account.id);
  }

  @Endpoint(routes.listWebhooks)
  async list(
    @Input() { params }: InputOf<typeof routes.listWebhooks>,
    @Caller() by: Principal,
  ): Promise<{ items: Webhook[] }> {
    requirePublisher(params.slug, by);
    return { items: await this.webhooks.list(params.slug) };
  }

  @Endpoint(routes.removeWebhook)
  async remove(@Input() { params }: InputOf<typeof routes.removeWebhook>, @Caller() by: Principal): Promise<void> {
    await this.owned(params.id, by);
    await this.webhooks.remove(params.id, by.account.id);
  }

  @Endpoint(routes.enableWebhook)
  async enable(@Input() { params }: InputOf<typeof routes.enableWebhook>, @Caller() by: Principal): Promise<Webhook> {
    await this.owned(params.id, by);
    return this.webhooks.enable(params.id, by.account.id);
  }

  @Endpoint(routes.listDeliveries)
  async deliveries(
    @Input() { params, query }: InputOf<typeof routes.listDeliveries>,
    @Caller() by: Principal,
  ): Promise<{ items: Delivery[]; next: string | null }> {
    await this.owned(params.id, by);
    return this.webhooks.deliveries(params.id, { limit: query.limit, cursor: query.cursor ?? null });
  }

  @Endpoint(routes.replayDelivery)
  async replay(@Input() { params }: InputOf<typeof routes.replayDelivery>, @Caller() by: Principal): Promise<Delivery> {
    const { publisher } = await this.webhooks.webhookOf(params.id);
    if (!actsFor(by, publisher)) throw problem('delivery-not-found', { id: params.id });
    return this.webhooks.replay(params.id, by.account.id);
  }

  private async owned(id: string, by: Principal): Promise<void> {
    const { publisher } = await this.webhooks.get(id);
    if (!actsFor(by, publisher)) throw problem('webhook-not-found', { id });
  }
}

function requirePublisher(publisher: string, by: Principal): void {
  if (!actsFor(by, publisher)) throw problem('publisher-not-found', { publisher });
}
