import { UploadSlots } from './upload-slots.js';

describe('api/upload-slots', () => {
  const full = async () => {
    const slots = new UploadSlots({ slots: 2, patienceMs: 20 });
    return { slots, held: [await slots.take(), await slots.take()] as const };
  };

  it('lets the next one in when one is done, in order', async () => {
    const { slots, held } = await full();
    const order: string[] = [];
    const first = slots.take().then(() => order.push('first'));
    const second = slots.take().then(() => order.push('second'));
    held[0]();
    held[1]();
    await Promise.all([first, second]);

    expect(order).toEqual(['first', 'second']);
  });

  it('counts a slot once, however often it is given back', async () => {
    const { slots, held } = await full();
    held[0]();
    held[0]();
    await slots.take();

    await expect(slots.take()).rejects.toMatchObject({ code: 'server-busy' });
  });

  it('tells who waited in vain to come back, and forgets them', async () => {
    const { slots, held } = await full();
    await expect(slots.take()).rejects.toMatchObject({ code: 'server-busy', fault: 'ours' });
    held[0]();

    await expect(slots.take()).resolves.toBeInstanceOf(Function);
  });
});
