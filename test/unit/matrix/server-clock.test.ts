// By which time ages are counted, where the computer's clock and the server's are not the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGREEING,
  judgeDate,
  noDifference,
  SAME_MOMENT,
  ServerClock,
  type ClockDifference,
} from '../../../electron/matrix/server-clock.ts';
import { NOW } from './fake-ports.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An answer that took `took` and was dated `ahead` of the moment in the middle, as servers date: cut to seconds. */
function answer(ahead: number, took = 100, at = NOW) {
  const date = Math.floor((at + took / 2 + ahead) / SECOND) * SECOND;
  return { date, sentAt: at, receivedAt: at + took };
}

function after(...answers: readonly ReturnType<typeof answer>[]): ClockDifference {
  return answers.reduce(judgeDate, noDifference);
}

/** To the second, which is as exact as a date is. */
function aheadAfter(...answers: readonly ReturnType<typeof answer>[]): number {
  return Math.round(after(...answers).ahead / SECOND) * SECOND;
}

const three = (ahead: number, took?: number) =>
  Array.from({ length: AGREEING }, () => answer(ahead, took));

describe('the difference between two clocks', () => {
  it.each([
    ['a computer that is 30 hours behind', 30 * HOUR],
    ['one that is 100 days ahead', -100 * DAY],
    ['one whose clock begins in 1970', 56 * 365 * DAY],
    ['one that is three minutes off', 3 * 60 * SECOND],
  ])('is counted for %s', (_, ahead) => {
    expect(aheadAfter(...three(ahead))).toBe(ahead);
    expect(aheadAfter(...three(ahead), ...three(0))).toBe(0);
  });

  it.each([
    ['clocks that agree', three(0)],
    ['what is too small', [...three(SAME_MOMENT - SECOND), ...three(1 - SAME_MOMENT)]],
    ['answers that took three minutes', three(0, 180 * SECOND)],
    ['answers dated when they were asked for', three(-89 * SECOND, 180 * SECOND)],
    ['a clock that was set while the answer came', [{ ...answer(0), receivedAt: NOW + DAY }]],
    ['a clock that was set back meanwhile', [{ ...answer(0), receivedAt: NOW - DAY }]],
  ])('is none for %s', (_, answers) => {
    expect(after(...answers)).toEqual(noDifference);
  });

  it('is counted when three answers in a row have shown it, not before', () => {
    expect(after(answer(30 * HOUR), answer(30 * HOUR))).toMatchObject({
      ahead: 0,
      claimed: { answers: 2 },
    });
    const lie = answer(-100 * DAY);
    expect(aheadAfter(lie, answer(0), lie, lie, answer(0), lie)).toBe(0);
    expect(aheadAfter(lie, lie, answer(30 * HOUR), lie, lie)).toBe(0);
  });

  it('stays what it is while answers differ by no more than they may', () => {
    const { ahead } = after(...three(30 * HOUR));
    const wavering = [1, -1].map((sign) => answer(30 * HOUR + sign * (SAME_MOMENT - SECOND)));
    expect(after(...three(30 * HOUR), ...wavering, ...wavering)).toEqual({ ahead, claimed: null });
  });

  it('is never more than two minutes and half a round trip off, whatever it is', () => {
    const days = fc.integer({ min: -20_000 * DAY, max: 20_000 * DAY });
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 180 * SECOND }), (ahead, took) => {
        const counted = after(...three(ahead, took)).ahead;
        expect(Math.abs(counted - ahead)).toBeLessThanOrEqual(SAME_MOMENT + took / 2 + SECOND);
      }),
    );
  });
});

describe("a server's clock", () => {
  it('shows this computer’s time until it has heard otherwise', () => {
    const clock = new ServerClock({ now: () => NOW });
    expect([clock.now(), clock.latest(), clock.isUnsure]).toEqual([NOW, NOW, false]);
    clock.hear(answer(30 * HOUR));
    expect([clock.now(), clock.isUnsure]).toEqual([NOW, true]);
    // So that what the server saw a moment ago isn't called nonsense before it is sure.
    expect(clock.latest() - NOW).toBeGreaterThan(29 * HOUR);
    clock.hear(answer(30 * HOUR));
    clock.hear(answer(30 * HOUR));
    expect([Math.round((clock.now() - NOW) / HOUR), clock.isUnsure]).toEqual([30, false]);
  });

  it('takes no later time for possible than one that is behind has', () => {
    const clock = new ServerClock({ now: () => NOW });
    for (const one of three(-100 * DAY)) clock.hear(one);
    expect(Math.round((clock.latest() - NOW) / DAY)).toBe(-100);
  });

  it.each([
    ['goes on', NOW + 30 * HOUR - DAY, 30 * HOUR],
    ['is forgotten where time would have gone back', NOW + 31 * HOUR, 0],
  ])('%s from what an earlier run knew', (_, at, ahead) => {
    const clock = new ServerClock({ now: () => NOW });
    clock.resume(30 * HOUR, at);
    expect(clock.ahead).toBe(ahead);
  });

  it('believes what it has heard rather than an earlier run', () => {
    const clock = new ServerClock({ now: () => NOW });
    clock.hear(answer(0));
    clock.resume(30 * HOUR, NOW);
    expect(clock.ahead).toBe(0);
  });
});
