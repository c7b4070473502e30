import { CallSlots } from './call-slots.js';

describe('api/call-slots', () => {
  it('bounds the calls of one account, and leaves the others alone', () => {
    const slots = new CallSlots({ each: 2, all: 10 });
    const free = slots.take('one');
    slots.take('one');

    expect(() => slots.take('one')).toThrow(expect.objectContaining({ code: 'preview-calls-limit' }));
    slots.take('two');
    free();
    free();
    slots.take('one');
    expect(() => slots.take('one')).toThrow(expect.objectContaining({ code: 'preview-calls-limit' }));
  });

  it('bounds all calls together', () => {
    const slots = new CallSlots({ each: 2, all: 2 });
    const free = slots.take('one');
    slots.take('two');

    expect(() => slots.take('three')).toThrow(expect.objectContaining({ code: 'preview-busy' }));
    free();
    slots.take('three');
  });
});
