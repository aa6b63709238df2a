import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Notifier } from '../../../../electron/core/watch/notifier.ts';
import { harmless } from '../../../../electron/core/harmless.ts';
import { notificationsOf } from '../../../../electron/core/watch/notify-policy.ts';
import type { Notification } from '../../../../electron/core/ports.ts';
import type { AccountId } from '../../../../electron/shared/ids.ts';
import { account, ALICE, session } from '../fake-core.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => session(`D${index}`));

describe('the notifications of new sessions', () => {
  it('are one each up to three, and lead there', () => {
    const told = notificationsOf(account(), [
      session('A', { displayName: 'Element Web' }),
      session('B'),
      session('C', { displayName: ' \u202e ' }),
    ]);
    expect(told).toEqual([
      {
        title: 'New session',
        body: '“Element Web” has signed in to @alice:example.org.',
        destination: { accountId: ALICE, deviceId: 'A' },
      },
      expect.objectContaining({ body: '“B” has signed in to @alice:example.org.' }),
      expect.objectContaining({ body: '“C” has signed in to @alice:example.org.' }),
    ]);
  });

  it('are one of all above three, and lead to the account', () => {
    expect(notificationsOf(account(), many(4))).toEqual([
      {
        title: '4 new sessions',
        body: '“D0”, “D1”, “D2” and 1 more have signed in to @alice:example.org.',
        destination: { accountId: ALICE, deviceId: null },
      },
    ]);
    expect(notificationsOf(account(), many(100_000))).toHaveLength(1);
    expect(notificationsOf(account(), [])).toEqual([]);
  });

  it('show nothing of a server that is invisible, turns text around or is markup', () => {
    expect(harmless('<b>A&B</b>\u202e\u2066\u0000\u200b\n\t x \ud800', 60)).toBe('‹b›A＆B‹/b› x');
    expect(harmless('😀'.repeat(100), 60)).toBe(`${'😀'.repeat(59)}…`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const shown = harmless(text, 60);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>&]/u);
        expect(Array.from(shown).length).toBeLessThanOrEqual(60);
      }),
    );
  });
});

function setUp() {
  const told: Notification[] = [];
  const settings = { notify: true };
  let now = 0;
  const notifier = new Notifier({
    notify: (notification) => void told.push(notification),
    settings: () => settings,
    monotonic: () => now,
  });
  return { told, settings, notifier, setTime: (time: number) => (now = time) };
}

describe('the notifier', () => {
  it('is quiet when the user wants it so', () => {
    const { told, settings, notifier } = setUp();
    settings.notify = false;
    notifier.tell(account(), many(1));
    expect(told).toEqual([]);
  });

  it('tells of a session once a day, however often it comes and goes', () => {
    const { told, notifier, setTime } = setUp();
    for (const hours of [0, 1, 23, 24, 47, 48]) {
      setTime(hours * 3_600_000);
      notifier.tell(account(), many(1));
    }
    expect(told).toHaveLength(3);
  });

  it('remembers no more than a bounded number: the oldest may be told again', () => {
    const { told, notifier } = setUp();
    notifier.tell(account(), many(30_000));
    notifier.tell(account(), [session('D0'), session('D29999')]);
    expect(told.map(({ destination }) => destination.deviceId)).toEqual([null, 'D0']);
  });

  it('tells the rest when some were told before, and each account its own', () => {
    const { told, notifier } = setUp();
    notifier.tell(account(), many(2));
    notifier.tell(account(), many(3));
    expect(told.map(({ destination }) => destination.deviceId)).toEqual(['D0', 'D1', 'D2']);
    notifier.tell(account({ accountId: 'other' as AccountId }), many(1));
    expect(told).toHaveLength(4);
  });
});
