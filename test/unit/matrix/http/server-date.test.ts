// Which dates of answers are believed.
import { describe, expect, it } from 'vitest';
import { hearingDates, serverDate } from '../../../../electron/matrix/http/server-date.ts';
import { ServerClock } from '../../../../electron/matrix/server-clock.ts';
import { NOW } from '../fake-ports.ts';

const DATE = 'Tue, 24 Nov 2026 12:00:00 GMT';
const BASE = 'https://matrix.example.org';

describe('the date of an answer', () => {
  it('is read', () => {
    expect(serverDate(new Headers({ date: DATE }))).toBe(NOW);
    expect(serverDate(new Headers({ date: DATE, age: '0' }))).toBe(NOW);
  });

  it.each([
    '',
    'Tue, 24 Nov 2026 12:00:00',
    'Tue, 24 Nov 2026 12:00:00 +0900',
    'Wed, 24 Nov 2026 12:00:00 GMT',
    'Tue, 31 Feb 2026 12:00:00 GMT',
    'Tuesday, 24-Nov-26 12:00:00 GMT',
    'Tue Nov 24 12:00:00 2026',
    '2026-11-24T12:00:00Z',
    '1795521600',
    `${DATE}, ${DATE}`,
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'Fri, 31 Dec 9999 23:59:59 GMT',
    'yesterday',
    'x'.repeat(100_000),
  ])('is none where it says %.40j', (date) => {
    expect(serverDate(new Headers({ date }))).toBeNull();
  });

  it('is none where there is none, and where a cache kept the answer', () => {
    expect(serverDate(new Headers())).toBeNull();
    for (const age of ['1', '86400', 'old'])
      expect(serverDate(new Headers({ date: DATE, age }))).toBeNull();
  });
});

describe('a request', () => {
  async function heard(status: number, url: string): Promise<boolean> {
    const local = { now: () => NOW - 86_400_000 };
    const clock = new ServerClock(local);
    const answering = () =>
      Promise.resolve(new Response('{}', { status, headers: { date: DATE } }));
    await hearingDates(answering, local, BASE, clock)(url, {});
    return clock.isUnsure;
  }

  it('lets the clock of its server hear the date of an answer', async () => {
    expect(await heard(200, `${BASE}/_matrix/client/v3/devices`)).toBe(true);
  });

  it.each([
    [502, `${BASE}/_matrix/client/v3/devices`],
    [404, `${BASE}/_matrix/client/v3/devices`],
    [200, 'https://matrix.example.org.evil.example/devices'],
    [200, 'https://accounts.example.org/.well-known/openid-configuration'],
  ])('but not that of a refusal or of another server: %i from %s', async (status, url) => {
    expect(await heard(status, url)).toBe(false);
  });
});
