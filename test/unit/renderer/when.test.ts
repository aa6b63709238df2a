// Times in words: calendar days, no false precision, nothing in the future.
import { afterEach, describe, expect, it } from 'vitest';
import {
  clockTime,
  dayName,
  fullTime,
  relativeTime,
  remaining,
  shortTime,
} from '../../../renderer/format/when.ts';

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

describe('a time zone that changes while Muster runs', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it('is that of all that is said from then on', () => {
    const at = Date.UTC(2026, 10, 24, 23, 30);
    const texts = ['UTC', 'Asia/Tokyo', 'America/New_York'].map((zone) => {
      process.env['TZ'] = zone;
      return [fullTime(at), clockTime(at), dayName(at, at + 86_400_000)];
    });
    expect(texts).toEqual([
      ['24 Nov 2026, 23:30', '23:30', 'yesterday'],
      ['25 Nov 2026, 08:30', '08:30', 'yesterday'],
      ['24 Nov 2026, 18:30', '18:30', 'yesterday'],
    ]);
  });

  it('counts days by the calendar over the hour that comes twice, and the one that is missing', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const secondTwoOClock = Date.UTC(2026, 9, 25, 1, 30);
    expect(clockTime(secondTwoOClock)).toBe('02:30');
    expect(clockTime(secondTwoOClock - 3_600_000)).toBe('02:30');
    expect(dayName(secondTwoOClock, Date.UTC(2026, 9, 25, 22, 30))).toBe('today');
    expect(dayName(secondTwoOClock, Date.UTC(2026, 9, 25, 23, 30))).toBe('yesterday');
    expect(dayName(Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 29, 12))).toBe('yesterday');
  });
});
