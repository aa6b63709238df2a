// The real clock: no wait is over at once because it was too long for a timer, and none is negative.
import { expect, it } from 'vitest';
import { boundedWait, PAUSE_MAX, pauseLeft } from '../../../../electron/core/pauses.ts';
import { systemPorts } from '../../../../electron/core/host/system.ts';

it.each([2 ** 31, 30 * 86_400_000, Infinity])('a wait of %d ms is not over at once', async (ms) => {
  const over = new AbortController();
  const waited = systemPorts.clock.sleep(ms, over.signal).then(() => 'over');
  const turns = systemPorts.clock.sleep(20).then(() => 'still waiting');
  expect(await Promise.race([waited, turns])).toBe('still waiting');
  over.abort();
});

it.each([-1, -Infinity, NaN, 0])('one of %d ms is none', (ms) => {
  expect(boundedWait(ms)).toBe(0);
});

it('a pause whose end moved away with the clock is over', () => {
  const now = Date.UTC(2026, 9, 25, 1);
  expect(pauseLeft(now + 30_000, now)).toBe(30_000);
  expect(pauseLeft(now - 1, now)).toBe(0);
  expect(pauseLeft(now + PAUSE_MAX + 1, now)).toBe(0);
});
