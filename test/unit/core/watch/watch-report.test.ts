import { describe, expect, it, onTestFinished } from 'vitest';
import { ServerClocks } from '../../../../electron/core/accounts/server-clocks.ts';
import type { Notification } from '../../../../electron/core/ports.ts';
import { WatchReport } from '../../../../electron/core/watch/watch-report.ts';
import type { AppError } from '../../../../electron/shared/errors.ts';
import type { AccountId } from '../../../../electron/shared/ids.ts';
import type { Account, ListState, RefreshState } from '../../../../electron/shared/model.ts';
import { fakeClock, NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, nothingChecked, unreachable, windows } from '../fake-core.ts';

const HOUR = 3_600_000;
const BOB = '00000000-0000-4000-8000-0000000000b0' as AccountId;
const bob = account({ accountId: BOB, userId: '@bob:example.org' });
const vault: AppError = { code: 'vault', reason: 'locked' };

function setUp(accounts: Account[] = [account(), bob]) {
  const clock = fakeClock();
  const clocks = new ServerClocks(clock);
  const news = windows();
  const states = new Map<AccountId, ListState>();
  const settings: { watchMinutes: number | null } = { watchMinutes: 30 };
  const notices: Notification[] = [];
  let tray: readonly string[] = [];
  const report = new WatchReport({
    accounts: { list: () => accounts },
    state: (accountId) => states.get(accountId) ?? null,
    settings: () => settings,
    clock,
    serverClock: (accountId) => clocks.of(accountId),
    publish: news.publish,
    notify: (notice) => notices.push(notice),
    showWatch: (lines) => (tray = lines),
  });
  onTestFinished(() => report.close());
  function set(accountId: AccountId, refresh: RefreshState, fetchedAt: number | null = NOW): void {
    states.set(accountId, { ...nothingChecked, fetchedAt, dropped: 0, refresh });
    report.update();
  }
  const fails = (accountId: AccountId, error: AppError, fetchedAt: number | null = NOW) =>
    set(accountId, { kind: 'failed', error, retryAt: null }, fetchedAt);
  const reads = (accountId: AccountId) => set(accountId, { kind: 'idle' }, clock.now());
  async function pass(hours: number): Promise<void> {
    for (let half = 0; half < hours * 2; half += 1) await clock.advance(HOUR / 2);
  }
  return { clocks, accounts, report, settings, notices, set, fails, reads, pass, tray: () => tray };
}

describe('what is watched', () => {
  it('is every account that can be read', () => {
    const { report, reads, tray } = setUp();
    reads(ALICE);
    reads(BOB);
    expect(report.state()).toEqual({ on: true, accounts: 2, unwatched: [] });
    expect(tray()).toEqual(['Watching 2 accounts']);
  });

  it.each([
    [vault, 'keychain', 'your keychain gives no sign-in'],
    [unreachable, 'unreachable', 'its server is out of reach'],
    [{ code: 'rate-limited', retryAt: NOW }, 'paused', 'its server asks for a pause'],
    [{ code: 'forbidden', serverText: null }, 'server', 'its server gives no list'],
  ] as const)('is not one whose reading failed: %j', (error, because, words) => {
    const { report, fails, tray } = setUp();
    fails(BOB, error);
    expect(report.state().unwatched).toEqual([{ accountId: BOB, because, readAt: NOW }]);
    expect(tray()).toEqual(['Watching 1 of 2 accounts', `@bob:example.org: ${words}`]);
  });

  it.each([
    [{ kind: 'ended', softLogout: false }, 'signed-out'],
    [{ kind: 'expired-with-run' }, 'not-kept'],
  ] as const)('is not one without a sign-in: %j', (status, because) => {
    const { report } = setUp([account(), account({ ...bob, status })]);
    report.update();
    expect(report.state().unwatched).toMatchObject([{ accountId: BOB, because }]);
  });

  it('stays what it was while a list is being read', () => {
    const { report, fails, set } = setUp();
    fails(BOB, vault);
    set(BOB, { kind: 'refreshing' });
    set(ALICE, { kind: 'refreshing' });
    expect(report.state().unwatched).toMatchObject([{ accountId: BOB, because: 'keychain' }]);
  });

  it('is nothing when the user turned it off', () => {
    const { report, fails, settings, tray } = setUp();
    settings.watchMinutes = null;
    fails(BOB, vault);
    expect(report.state().on).toBe(false);
    expect(tray()).toEqual(['Not watching']);
  });
});

describe('an account that could not be looked at', () => {
  it('is told once after a day, and again only when it was read in between', async () => {
    const { notices, fails, reads, pass } = setUp();
    fails(BOB, vault);
    await pass(23.5);
    expect(notices).toEqual([]);
    await pass(48);
    expect(notices).toEqual([
      {
        title: 'An account is not watched',
        body: 'Muster has not seen the sessions of @bob:example.org for a day: your keychain gives no sign-in.',
        destination: { accountId: BOB, deviceId: null },
      },
    ]);
    reads(BOB);
    fails(BOB, unreachable, NOW + 72 * HOUR);
    await pass(25);
    expect(notices).toHaveLength(2);
  });

  it('is told at once where it was not read for days before this run', () => {
    const { notices, fails } = setUp();
    fails(BOB, unreachable, NOW - 72 * HOUR);
    expect(notices).toHaveLength(1);
  });

  it('is not told where only the computer was off', () => {
    const { notices, set } = setUp();
    set(BOB, { kind: 'idle' }, NOW - 72 * HOUR);
    expect(notices).toEqual([]);
  });

  it('is not told where nobody wants Muster to watch', async () => {
    const { notices, settings, fails, pass } = setUp();
    settings.watchMinutes = null;
    fails(BOB, vault);
    await pass(30);
    expect(notices).toEqual([]);
  });
});

describe('where the computer’s clock is 100 days ahead of the server’s', () => {
  const ahead = -100 * 24 * HOUR;

  it('a day without a look is a day of the server', async () => {
    const { clocks, fails, notices, pass } = setUp([account()]);
    clocks.of(ALICE).resume(ahead, NOW + ahead);
    fails(ALICE, unreachable, NOW + ahead);
    await pass(23);
    expect(notices).toEqual([]);
    await pass(1);
    expect(notices).toHaveLength(1);
  });
});
