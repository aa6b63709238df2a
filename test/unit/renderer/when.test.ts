// Times in words: calendar days, no false precision, nothing in the future.
import { describe, expect, it } from 'vitest';
import { relativeTime, remaining, shortTime } from '../../../renderer/format/when.ts';

const at = (...parts: [number, number, number, number?, number?]): number =>
  new Date(parts[0], parts[1] - 1, parts[2], parts[3] ?? 12, parts[4] ?? 0).getTime();
const now = at(2026, 11, 24, 14, 12);

describe('relativeTime', () => {
  it.each([
    [now + 60_000, 'just now'],
    [now - 59_000, 'just now'],
    [now - 120_000, '2 minutes ago'],
    [at(2026, 11, 24, 10, 12), '4 hours ago'],
    [at(2026, 11, 24, 0, 5), '14 hours ago'],
    [at(2026, 11, 23, 22), 'yesterday'],
    [at(2026, 11, 22, 23, 59), '2 days ago'],
    [at(2026, 11, 3), '3 weeks ago'],
    [at(2025, 12, 19), '11 months ago'],
    [at(2025, 7, 11), '16 months ago'],
    [at(2020, 1, 1), '6 years ago'],
    [1, '56 years ago'],
  ])('%s: %s', (time, words) => {
    expect(relativeTime(time, now)).toBe(words);
  });

  it('says yesterday for the evening before, even early in the morning', () => {
    expect(relativeTime(at(2026, 11, 23, 11), at(2026, 11, 24, 2))).toBe('yesterday');
    expect(relativeTime(at(2026, 11, 22, 20), at(2026, 11, 24, 2))).toBe('2 days ago');
  });
});

describe('shortTime', () => {
  it('has the time of day this year, and the year before that', () => {
    expect(shortTime(at(2026, 11, 24, 10, 12), now)).toBe('24 Nov, 10:12');
    expect(shortTime(at(2025, 12, 19), now)).toBe('19 Dec 2025');
  });
});

describe('remaining', () => {
  it.each([
    [500, '1 s'],
    [-5_000, '1 s'],
    [12_000, '12 s'],
    [75_000, '1 min 15 s'],
    [120_000, '2 min'],
  ])('%i ms: %s', (left, words) => {
    expect(remaining(now + left, now)).toBe(words);
  });
});
