// What is said of a difference between two clocks: how large it is, not whose clock is wrong.
import { describe, expect, it } from 'vitest';
import { clockWords } from '../../../renderer/words/clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('words for two clocks', () => {
  it.each([
    [30 * HOUR, '30 hours behind'],
    [HOUR, '1 hour behind'],
    [-HOUR, '1 hour ahead of'],
    [47.4 * HOUR, '47 hours behind'],
    [2 * DAY, '2 days behind'],
    [-100 * DAY, '100 days ahead of'],
    [56 * 365 * DAY, '56 years behind'],
  ])('of which the server’s is %i ms ahead', (ahead, words) => {
    expect(clockWords(ahead)?.title).toBe(`This computer's clock is ${words} the server's.`);
  });

  it.each([0, HOUR - 1, 1 - HOUR])('are none for %i ms', (ahead) => {
    expect(clockWords(ahead)).toBeNull();
  });
});
