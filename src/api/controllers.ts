import { CatalogController } from './catalog.controller.js';
import { CommentsController } from './comments.controller.js';
import { ConnectorsController } from './connectors.controller.js';
import { ConsumersController } from './consumers.controller.js';
import { FeedsController } from './feeds.controller.js';
import { GatewayController } from './gateway.controller.js';
import { MailsController } from './mails.controller.js';
import { MonitorsController } from './monitors.controller.js';
import { PeopleController } from './people.controller.js';
import { PreviewController } from './preview.controller.js';
import { ReviewController } from './review.controller.js';
import { ServiceController } from './service.controller.js';
import { SignInsController } from './sign-ins.controller.js';
import { SubmissionsController } from './submissions.controller.js';
import { TestersController } from './testers.controller.js';
import { WaiversController } from './waivers.controller.js';
import { WebhooksController } from './webhooks.controller.js';

/** Everything that answers requests; a test holds the routes of the API to what they answer. */
export const controllers = [
  SubmissionsController,
  SignInsController,
  CatalogController,
  FeedsController,
  PeopleController,
  ServiceController,
  WebhooksController,
  ReviewController,
  TestersController,
  PreviewController,
  GatewayController,
  CommentsController,
  WaiversController,
  ConnectorsController,
  MonitorsController,
  MailsController,
  ConsumersController,
] as const;
