import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { deliveryPage, mailSettings, newWebhook } from '../../src/api/schemas.js';
import { openingOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { openPage, PageElement } from '../support/page.js';

jest.setTimeout(120_000);

type ShowWebhooks = (content: PageElement, publisher: string, announce: (text: string) => void) => Promise<void>;
type ShowMail = (content: PageElement, me: { account: { id: string } }) => Promise<void>;
const load = async <Module>(file: string) => (await import(`../../web/${file}`)) as Module;

describe('the pages of a publisher', () => {
  let its: ApiWorld;
  let leave: () => void;
  beforeAll(async () => {
    its = await createApiWorld();
    leave = openPage(its.service.url, its.tokens.acme);
  });
  afterAll(async () => {
    leave();
    await its.close();
  });

  const until = async <T>(find: () => T | undefined | null | false): Promise<T> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = find();
      if (found !== undefined && found !== null && found !== false) return found;
      await delay(50);
    }
    throw new Error('It never came.');
  };
  const hostile = '<img src=x onerror=alert(1)>';

  it('show webhooks with their deliveries and answers as text, replay, and enable', async () => {
    const { showWebhooks } = await load<{ showWebhooks: ShowWebhooks }>('webhooks.js');
    const url = 'https://hooks.acme.example/in';
    const made = await its.service.ask('/publishers/acme/webhooks', its.tokens.acme, {
      json: { url, events: ['submission.opened'] },
    });
    const { webhook } = newWebhook.parse(await made.json());
    for (let count = 0; count < 25; count += 1)
      await its.ledger.open(openingOf({ publisher: 'acme', by: its.people.submitter }));
    await its.database.query(`update delivery set state = 'parked'`);
    await its.database.query(
      `insert into delivery_attempt (delivery_id, number, ms, status, answer) select id, 1, 12, 500, $1 from delivery`,
      [hostile],
    );
    await its.database.query(`update webhook set disabled_at = now(), disabled_reason = $1`, [hostile]);
    const page = new PageElement('main');
    const said: string[] = [];
    await showWebhooks(page, 'acme', text => said.push(text));
    const press = (label: string) =>
      page
        .all('button')
        .find(one => one.label.startsWith(label))
        ?.fire('click');

    expect(page.all('h2').map(({ textContent }) => textContent)).toEqual([url]);
    expect(page.textContent).toContain(`: ${hostile}`);
    press('Show deliveries');
    await until(() => page.all('pre').length === 20);
    press('Show more');
    await until(() => page.all('pre').length === 25);
    expect(page.all('img')).toEqual([]);
    expect(page.all('pre').every(({ textContent }) => textContent === hostile)).toBe(true);

    // A webhook that is disabled takes nothing: the page says so.
    press('Replay');
    await until(() => page.all('div').find(one => one.attributes.get('role') === 'alert'));
    press('Enable');
    await until(() => said.some(text => text.includes('enabled')));
    press('Replay');
    await until(() => said.some(text => text.includes('is sent again')));
    const answer = await its.service.ask(`/webhooks/${webhook.id}/deliveries?limit=100`, its.tokens.acme);
    const states = deliveryPage.parse(await answer.json()).items.map(({ state }) => state);
    expect(states.filter(state => state === 'due')).toHaveLength(1);
    expect(page.all('button').find(one => one.label.startsWith('Replay'))?.focused).toBe(true);
    // Everything that can be done is a button, a link or a summary, which the keyboard reaches, and has a name.
    expect(page.all('button').every(({ label }) => label !== '')).toBe(true);
    expect([...page.all('div'), ...page.all('li'), ...page.all('p')].every(one => !one.listeners.has('click'))).toBe(
      true,
    );
  });

  it('say of another publisher that there is nothing', async () => {
    const { showWebhooks } = await load<{ showWebhooks: ShowWebhooks }>('webhooks.js');
    const page = new PageElement('main');
    await showWebhooks(page, 'globex', () => undefined);

    expect(page.textContent).toContain('There is no such publisher');
  });

  it('let people choose their mails, and nothing that is no address', async () => {
    const { showMail } = await load<{ showMail: ShowMail }>('mail.js');
    const me = (await (await its.service.ask('/me', its.tokens.acme)).json()) as { account: { id: string } };
    const page = new PageElement('main');
    await showMail(page, me);
    const [address] = page.all('input');
    const [wants] = page.all('select');
    const [form] = page.all('form');
    if (!address || !wants || !form) throw new Error('The form is not there.');
    expect(wants.value).toBe('my-turn');
    address.value = ' ada@acme.example ';
    wants.value = 'none';
    form.fire('submit');
    await until(() => page.textContent.includes('Saved.'));
    const stored = await its.service.ask(`/accounts/${me.account.id}/mail`, its.tokens.acme);

    expect(mailSettings.parse(await stored.json())).toEqual({ address: 'ada@acme.example', wants: 'none' });
    address.value = 'no address';
    form.fire('submit');
    await until(() => page.all('div').find(one => one.attributes.get('role') === 'alert'));
    expect(page.all('label').map(one => one.attributes.get('for'))).toEqual(['address', 'wants']);
  });
});
