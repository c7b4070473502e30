import { CreateTables1795428000000 } from './1795428000000-create-tables.js';
import { GuardTheRules1795428060000 } from './1795428060000-guard-the-rules.js';
import { NameProfiles1795500000000 } from './1795500000000-name-profiles.js';
import { RetireMasterKeys1795600000000 } from './1795600000000-retire-master-keys.js';
import { AcknowledgeBreakingChanges1795700000000 } from './1795700000000-acknowledge-breaking-changes.js';
import { Review1795800000000 } from './1795800000000-review.js';
import { TrackAndTell1795900000000 } from './1795900000000-track-and-tell.js';
import { PreviewSignals1796000000000 } from './1796000000000-preview-signals.js';
import { Monitors1796100000000 } from './1796100000000-monitors.js';
import { Promotion1796200000000 } from './1796200000000-promotion.js';
import { TestersAndGateway1796300000000 } from './1796300000000-testers-and-gateway.js';
import { CommentsAndWaivers1796400000000 } from './1796400000000-comments-and-waivers.js';
import { AfterPublic1796600000000 } from './1796600000000-after-public.js';
import { MailAndConsumers1796700000000 } from './1796700000000-mail-and-consumers.js';
import { NewestMails1797200000000 } from './1797200000000-newest-mails.js';
import { Recertification1797300000000 } from './1797300000000-recertification.js';

/** Every migration, oldest first. */
export const migrations = [
  CreateTables1795428000000,
  GuardTheRules1795428060000,
  NameProfiles1795500000000,
  RetireMasterKeys1795600000000,
  AcknowledgeBreakingChanges1795700000000,
  Review1795800000000,
  TrackAndTell1795900000000,
  PreviewSignals1796000000000,
  Monitors1796100000000,
  Promotion1796200000000,
  TestersAndGateway1796300000000,
  CommentsAndWaivers1796400000000,
  AfterPublic1796600000000,
  MailAndConsumers1796700000000,
  NewestMails1797200000000,
  Recertification1797300000000,
];
