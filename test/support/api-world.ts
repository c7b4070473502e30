import type { Scope } from '../../src/core/account.js';
import { startService } from './service.js';
import type { Service, Settings } from './service.js';
import { createWorld, renewedWorld } from './world.js';
import type { World } from './world.js';

/** A small programme with a service in front of it, and a token for each of its people. */
export interface ApiWorld extends World {
  readonly service: Service;
  readonly tokens: Readonly<Record<'acme' | 'globex' | 'reviewer' | 'colleague' | 'administrator', string>>;
  /** A token of an account, with these scopes. */
  tokenFor(account: string, scopes: readonly Scope[], expiresInDays?: number): Promise<string>;
  close(): Promise<void>;
}

/** Starts a service without workers, unless the settings say otherwise, so that a test decides what becomes of a submission. */
export async function createApiWorld(settings: Settings = {}): Promise<ApiWorld> {
  const world = await createWorld();
  const service = await startService({ DATABASE_URL: world.database.url, ASSAY_ROLE: 'api', ...settings });
  const close = async () => {
    await service.stop();
    await world.database.close();
  };
  return inhabited({ ...world, service, close });
}

/** The same service with an empty database and new people: for the next test, which then need not start a service of its own. */
export async function renewed(world: ApiWorld): Promise<ApiWorld> {
  return inhabited({ ...world, ...(await renewedWorld(world)) });
}

async function inhabited(world: Omit<ApiWorld, 'tokens' | 'tokenFor'>): Promise<ApiWorld> {
  const { accounts, people } = world;
  const tokenFor = async (account: string, scopes: readonly Scope[], expiresInDays = 30) =>
    (await accounts.createToken(account, { name: 'test', scopes, expiresInDays }, 'assay')).secret;
  const member = async (name: string, publisher: string) =>
    (await accounts.createAccount({ name, roles: ['submitter'], publishers: [publisher] }, 'assay')).id;
  const tokens = {
    acme: await tokenFor(await member('of acme', 'acme'), ['read', 'submit']),
    globex: await tokenFor(await member('of globex', 'globex'), ['read', 'submit']),
    reviewer: await tokenFor(people.reviewer, ['read', 'review']),
    colleague: await tokenFor(people.colleague, ['read', 'review', 'submit', 'administer']),
    administrator: await tokenFor(people.administrator, ['read', 'submit', 'administer']),
  };
  return { ...world, tokens, tokenFor };
}
