import { Controller } from '@nestjs/common';
import type { Principal } from '../core/account.js';
import type { Consumer } from '../core/consumer.js';
import { Blobs } from '../core/ports/blobs.js';
import { Consumers } from '../core/ports/consumers.js';
import { listConsumers, registerConsumer } from '../pipeline/consume.js';
import { Caller, Endpoint, Input, NewId } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** Who uses which operations of a connector. */
@Controller()
export class ConsumersController {
  constructor(
    readonly consumers: Consumers,
    readonly blobs: Blobs,
  ) {}

  @Endpoint(routes.registerConsumer)
  register(
    @Input() { params, body }: InputOf<typeof routes.registerConsumer>,
    @Caller() by: Principal,
    @NewId() id: string,
  ): Promise<Consumer> {
    return registerConsumer({ id, ...params, ...body }, by, this);
  }

  @Endpoint(routes.listConsumers)
  list(
    @Input() { params, query }: InputOf<typeof routes.listConsumers>,
    @Caller() by: Principal,
  ): Promise<{ items: Consumer[]; next: string | null }> {
    return listConsumers(params, { limit: query.limit, cursor: query.cursor ?? null }, by, this.consumers);
  }

  @Endpoint(routes.removeConsumer)
  async remove(@Input() { params }: InputOf<typeof routes.removeConsumer>, @Caller() by: Principal): Promise<void> {
    await this.consumers.remove(params.id, by.account.id);
  }
}
