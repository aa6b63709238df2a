// What quitting waits for.
import { expect, it } from 'vitest';
import { UnderWay } from '../../../../electron/core/sign-in/under-way.ts';
import { fakeClock, NOW } from '../../matrix/fake-ports.ts';
import { deferred } from '../fake-core.ts';

it('is all that runs, and what begins meanwhile', async () => {
  const clock = fakeClock();
  const underWay = new UnderWay(clock);
  const [first, second] = [deferred<null>(), deferred<null>()];
  const chain = underWay.add(first.promise).then(() => underWay.add(second.promise));
  let isSettled = false;
  void underWay.settled().then(() => (isSettled = true));
  first.resolve(null);
  await clock.advance(0);
  expect(isSettled).toBe(false);
  second.resolve(null);
  await chain;
  await clock.advance(0);
  expect([isSettled, clock.now()]).toEqual([true, NOW]);
});

it('is waited for two seconds at most', async () => {
  const clock = fakeClock();
  const underWay = new UnderWay(clock);
  void underWay.add(new Promise(() => undefined));
  await clock.until(underWay.settled());
  expect(clock.now()).toBe(NOW + 2_000);
});

it('is over with a bug, too, which whoever began it is told of', async () => {
  const clock = fakeClock();
  const underWay = new UnderWay(clock);
  const work = underWay.add(Promise.reject(new Error('a bug')));
  await expect(work).rejects.toThrow('a bug');
  await underWay.settled();
  expect(clock.now()).toBe(NOW);
});
