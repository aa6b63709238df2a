// When a sign-out that could not go on is tried again, and when it is given up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAUSE_MAX } from '../../../../electron/core/pauses.ts';
import {
  isGivenUp,
  isNewStart,
  mayBeRead,
  mayPass,
  nextTry,
  patient,
  STRIKES_MAX,
  UNREAD_MAX,
} from '../../../../electron/core/sign-out/by-request/patience.ts';
import type { AppError } from '../../../../electron/shared/errors.ts';
import { NOW } from '../../matrix/fake-ports.ts';

const SECOND = 1_000;
const host = 'matrix.example.org';
const unreachable: AppError = { code: 'unreachable', host };

function wait(strikes: number, unread: number, error: AppError = unreachable): number {
  return nextTry({ strikes, unread }, error, NOW) - NOW;
}

/** By code: whether the request may go through later, and whether the list may be readable later. */
const hopes: readonly (readonly [AppError, boolean, boolean])[] = [
  [unreachable, true, true],
  [{ code: 'proxy', asks: false }, true, true],
  [{ code: 'timed-out', host, phase: 'whole' }, true, true],
  [{ code: 'tls', host }, true, true],
  [{ code: 'redirected', host }, true, true],
  [{ code: 'bad-answer', host, reason: 'html' }, true, true],
  [{ code: 'server-failed', status: 502, serverText: null }, true, true],
  [{ code: 'vault', reason: 'locked' }, true, true],
  [{ code: 'session-ended', softLogout: false }, true, false],
  [{ code: 'rate-limited', retryAt: null }, false, true],
  [{ code: 'doubtful-list', lacks: 'many' }, false, true],
  [{ code: 'forbidden', serverText: null }, false, false],
  [{ code: 'not-found' }, false, false],
  [{ code: 'account-locked' }, false, false],
  [{ code: 'cancelled' }, false, false],
];

describe('what failed', () => {
  it.each(hopes)('%o may pass: %s; may be readable later: %s', (error, passes, readable) => {
    expect([mayPass(error), mayBeRead(error)]).toEqual([passes, readable]);
  });

  it('is tried again after ever longer waits, of five minutes at most', () => {
    const seconds = Array.from({ length: 11 }, (_, failures) => wait(failures, 0) / SECOND);
    expect(seconds).toEqual([1, 1, 2, 4, 8, 15, 30, 60, 120, 300, 300]);
  });

  it('counts requests and lists alike', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (strikes, unread) => {
        expect(wait(strikes, unread)).toBe(wait(strikes + unread, 0));
      }),
    );
  });

  it('is tried again when the server says, however often it failed', () => {
    fc.assert(
      fc.property(fc.nat(PAUSE_MAX), fc.nat(20), (ms, strikes) => {
        const named = wait(strikes, 0, { code: 'rate-limited', retryAt: NOW + ms });
        expect(named).toBe(Math.max(ms, 500));
      }),
    );
    expect(wait(3, 0, { code: 'rate-limited', retryAt: null })).toBe(4 * SECOND);
  });

  it('is tried at once when the time that the server named is past, or the clock was set back', () => {
    for (const retryAt of [NOW - SECOND, NOW + PAUSE_MAX + 1])
      expect(wait(3, 0, { code: 'rate-limited', retryAt })).toBe(500);
  });
});

describe('a sign-out', () => {
  it('is given up after one more failure than it bears', () => {
    expect(isGivenUp(patient)).toBe(false);
    expect(isGivenUp({ strikes: STRIKES_MAX, unread: UNREAD_MAX })).toBe(false);
    expect(isGivenUp({ strikes: STRIKES_MAX + 1, unread: 0 })).toBe(true);
    expect(isGivenUp({ strikes: 0, unread: UNREAD_MAX + 1 })).toBe(true);
  });

  it('waits for hours for a list that can not be read', () => {
    let ms = 0;
    for (let unread = 1; !isGivenUp({ strikes: 0, unread }); unread += 1) ms += wait(0, unread);
    expect(ms).toBeGreaterThan(4 * 60 * 60 * SECOND);
  });

  it.each([
    ['somebody cut it short', -1, true],
    ['it ended in time', 0, false],
    ['a busy computer ended it late', 60 * SECOND, false],
    ['the computer slept through its end', 60 * SECOND + 1, true],
  ])('takes a wait for a new start where %s', (_, late, isNew) => {
    expect(isNewStart(NOW, NOW + late)).toBe(isNew);
  });
});
