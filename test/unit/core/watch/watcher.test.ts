import { describe, expect, it, onTestFinished } from 'vitest';
import {
  dueAfter,
  nextReading,
  type Watched,
} from '../../../../electron/core/watch/watch-schedule.ts';
import { Watcher } from '../../../../electron/core/watch/watcher.ts';
import type { AppError } from '../../../../electron/shared/errors.ts';
import type { AccountId } from '../../../../electron/shared/ids.ts';
import {
  unknownList,
  type Account,
  type ListState,
  type RefreshState,
  type VaultStatus,
} from '../../../../electron/shared/model.ts';
import { fakeClock, NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, deferred, unreachable } from '../fake-core.ts';

const MINUTE = 60_000;
const BOB = '00000000-0000-4000-8000-0000000000b0' as AccountId;
const bob = account({ accountId: BOB });

function watched(part: Partial<Watched> = {}, refresh: RefreshState = { kind: 'idle' }): Watched {
  const list = { fetchedAt: NOW, refresh, serverAhead: 0 };
  return { list, attemptedAt: null, dueAt: null, pace: 0.5, ...part };
}

const failed = (error: AppError, retryAt: number | null): RefreshState => ({
  kind: 'failed',
  error,
  retryAt,
});

describe('the schedule', () => {
  it('is the interval, a tenth shorter or longer', () => {
    const due = (pace: number) => (nextReading(watched({ pace }), 30, 'ready', NOW) ?? 0) - NOW;
    expect([due(0), due(0.5), due(1)]).toEqual([27 * MINUTE, 30 * MINUTE, 33 * MINUTE]);
  });

  it('counts from the last try where there was one after the last list', () => {
    expect(nextReading(watched({ attemptedAt: NOW + 1 }), 30, 'ready', NOW + 1)).toBe(
      NOW + 1 + 30 * MINUTE,
    );
  });

  it('takes another reason that comes before', () => {
    expect(nextReading(watched({ dueAt: NOW + 1 }), 30, 'ready', NOW)).toBe(NOW + 1);
    expect(nextReading(watched({ dueAt: NOW + 60 * MINUTE }), 30, 'ready', NOW)).toBe(
      NOW + 30 * MINUTE,
    );
  });

  it('counts from when a list was read, whatever the server’s clock says', () => {
    for (const serverAhead of [30 * 60 * MINUTE, -100 * 1_440 * MINUTE]) {
      const list = {
        fetchedAt: NOW + serverAhead,
        refresh: { kind: 'idle' },
        serverAhead,
      } as const;
      expect(nextReading(watched({ list }), 30, 'ready', NOW)).toBe(NOW + 30 * MINUTE);
      expect(dueAfter('focus', watched({ list }), NOW + MINUTE)).toBeNull();
    }
  });

  it('does not wait for a clock that was set back', () => {
    expect(nextReading(watched(), 30, 'ready', NOW - 1)).toBeLessThan(NOW - 1);
  });

  const later = NOW + 5 * MINUTE;
  const limited = { code: 'rate-limited', retryAt: later } as const;
  it.each([
    ['somebody else reads', { kind: 'refreshing' }, null],
    ['the server is out of reach', failed(unreachable, later), NOW],
    ['the server will be asked when it said', failed(limited, later), null],
    ['the server asked for a pause twice', failed(limited, null), later],
    ['the answer was no list', failed({ code: 'tls', host: 'x' }, null), NOW],
  ] as const)('with another reason, while %s', (_, refresh, due) => {
    expect(nextReading(watched({ dueAt: NOW }, refresh), 30, 'ready', NOW)).toBe(due);
  });

  it('does not ask a keychain that has failed, and tries one that works again', () => {
    const refresh = failed({ code: 'vault', reason: 'locked' }, null);
    const at = (keychain: VaultStatus['kind']) =>
      nextReading(watched({ dueAt: NOW }, refresh), 30, keychain, NOW);
    expect([at('failed'), at('waiting'), at('ready')]).toEqual([null, null, NOW]);
  });

  it('is not stopped by a pause from before the clock was set back', () => {
    const refresh = failed({ code: 'rate-limited', retryAt: NOW + 5 * MINUTE }, null);
    const at = (now: number) => nextReading(watched({ dueAt: now }, refresh), 30, 'ready', now);
    expect(at(NOW)).toBe(NOW + 5 * MINUTE);
    expect(at(NOW - 30 * 60 * MINUTE)).toBeLessThanOrEqual(NOW - 30 * 60 * MINUTE);
  });

  it('leaves a server that is out of reach to the list’s own pauses', () => {
    expect(
      nextReading(watched({ attemptedAt: 1 }, failed(unreachable, later)), 5, 'ready', later),
    ).toBeNull();
  });

  it('reads when the window comes to the front, unless it just did', () => {
    const at = (now: number) => dueAfter('focus', watched(), now);
    expect(at(NOW + 5 * MINUTE)).toBeNull();
    expect(at(NOW + 5 * MINUTE + 1)).toBe(NOW + 5 * MINUTE + 1);
  });

  it('gives the network a moment when the computer wakes up', () => {
    expect(dueAfter('resume', watched(), NOW)).toBe(NOW + 10_000);
  });
});

function setUp(accounts: Account[] = [account()], watchMinutes: number | null = 30) {
  const clock = fakeClock();
  const reads: [AccountId, number][] = [];
  const states = new Map<AccountId, ListState>();
  const settings = { watchMinutes };
  const keychain: { status: VaultStatus } = { status: { kind: 'ready' } };
  const world = { read: (): Promise<void> => Promise.resolve() };
  const watcher = new Watcher({
    accounts: { list: () => accounts },
    sessions: {
      async watch(accountId) {
        reads.push([accountId, (clock.now() - NOW) / 1_000]);
        await world.read();
        setState(accountId, { kind: 'idle' });
      },
      state: (accountId) => states.get(accountId) ?? null,
    },
    keychain: { status: () => keychain.status },
    settings: () => settings,
    clock,
    random: () => 0.5,
  });
  onTestFinished(() => watcher.close());

  function setState(accountId: AccountId, refresh: RefreshState): void {
    const fetchedAt = refresh.kind === 'idle' ? clock.now() : null;
    states.set(accountId, { ...unknownList, fetchedAt, refresh });
  }
  for (const { accountId } of accounts) {
    states.set(accountId, unknownList);
  }

  /** Lets time pass as it does: not in one leap. */
  async function pass(minutes: number): Promise<void> {
    for (let half = 0; half < minutes * 2; half += 1) await clock.advance(30_000);
  }
  return { clock, keychain, reads, settings, watcher, world, setState, accounts, pass };
}

describe('the watcher', () => {
  it('reads soon after the start, then by the interval, without being asked', async () => {
    const { reads, pass } = setUp();
    await pass(65);
    expect(reads).toHaveLength(3);
    const times = reads.map(([, seconds]) => seconds);
    expect(times[0]).toBeLessThanOrEqual(60);
    for (const index of [1, 2]) {
      const pause = (times[index] ?? 0) - (times[index - 1] ?? 0);
      expect(pause).toBeGreaterThanOrEqual(30 * 60);
      expect(pause).toBeLessThanOrEqual(31 * 60);
    }
  });

  it('reads signed-in accounts only', async () => {
    const ended = account({ status: { kind: 'ended', softLogout: false } });
    const { reads, pass, accounts, watcher } = setUp([ended, bob]);
    await pass(2);
    expect(reads.map(([accountId]) => accountId)).toEqual([BOB]);
    accounts[0] = account();
    watcher.consider();
    await pass(2);
    expect(reads.map(([accountId]) => accountId)).toEqual([BOB, ALICE]);
  });

  it('does nothing while it is turned off, and begins when it is turned on', async () => {
    const { reads, pass, watcher, settings } = setUp([account()], null);
    await pass(60);
    watcher.wake('focus');
    watcher.wake('resume');
    await pass(2);
    expect(reads).toEqual([]);
    settings.watchMinutes = 30;
    watcher.consider();
    await pass(2);
    expect(reads).toHaveLength(1);
  });

  it('never reads an account twice at once', async () => {
    const { reads, pass, watcher, world } = setUp();
    const slow = deferred<undefined>();
    world.read = () => slow.promise;
    await pass(2);
    watcher.wake('resume');
    await pass(60);
    expect(reads).toHaveLength(1);
    slow.resolve(undefined);
    await pass(31);
    expect(reads).toHaveLength(2);
  });

  it('reads when the window comes to the front after a while, and when the computer wakes', async () => {
    const { reads, pass, watcher } = setUp();
    await pass(2);
    watcher.wake('focus');
    await pass(1);
    expect(reads).toHaveLength(1);
    await pass(5);
    watcher.wake('focus');
    await pass(1);
    expect(reads).toHaveLength(2);
    watcher.wake('resume');
    await pass(1);
    expect(reads).toHaveLength(3);
  });

  it('does not ask a keychain that is locked, however long', async () => {
    const { keychain, reads, pass, watcher, setState } = setUp();
    keychain.status = { kind: 'failed', reason: 'locked', keychain: 'kwallet' };
    setState(ALICE, failed({ code: 'vault', reason: 'locked' }, null));
    await pass(120);
    watcher.wake('focus');
    await pass(2);
    expect(reads).toEqual([]);
  });

  it.each([30, null])(
    'reads what the keychain kept from it as soon as that is back, every %j minutes',
    async (watchMinutes) => {
      const { reads, pass, watcher, setState } = setUp([account(), bob], watchMinutes);
      setState(ALICE, failed({ code: 'vault', reason: 'no-answer' }, null));
      setState(BOB, { kind: 'idle' });
      watcher.recover();
      await pass(0);
      expect(reads).toEqual([[ALICE, 0]]);
    },
  );

  it('ends when Muster closes', async () => {
    const { reads, pass, watcher } = setUp();
    watcher.close();
    await pass(60);
    expect(reads).toEqual([]);
  });
});
