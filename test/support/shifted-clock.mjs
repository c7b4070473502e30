// A process whose own clock is wrong: loaded before it with `node --import`, by TEST_CLOCK_SHIFT_MS milliseconds.
const shift = Number(process.env.TEST_CLOCK_SHIFT_MS);
const now = () => Reflect.apply(Real.now, Real, []) + shift;
const Real = Date;

globalThis.Date = new Proxy(Real, {
  construct: (target, values, newTarget) =>
    Reflect.construct(
      target,
      values.length === 0 ? [now()] : values,
      newTarget === globalThis.Date ? target : newTarget,
    ),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
