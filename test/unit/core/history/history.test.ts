import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../../electron/core/store/database.ts';
import type { HistoryEntry } from '../../../../electron/core/changes/history-diff.ts';
import { HistoryStore, PAGE_EVENTS } from '../../../../electron/core/store/history-store.ts';
import { History } from '../../../../electron/core/history/history.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { timelineOf } from '../../../../electron/core/changes/timeline.ts';
import { ServerClock } from '../../../../electron/matrix/server-clock.ts';
import type { HistoryChange } from '../../../../electron/shared/history.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import { fakeClock, NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  nothingChecked,
  recordingLog,
  session,
  storedList,
  temporaryFolder,
} from '../fake-core.ts';

const DAY = 86_400_000;
const BOB = '00000000-0000-4000-8000-0000000000b0' as AccountId;

function event(deviceId: string | null, change: HistoryChange, part: Partial<HistoryEntry> = {}) {
  return { deviceId: deviceId as DeviceId | null, displayName: null, at: NOW, change, ...part };
}

function setUp() {
  const database = new Database({
    path: join(temporaryFolder(), 'muster.sqlite'),
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  const clock = fakeClock();
  const serverClock = new ServerClock(clock);
  const sessions = new SessionStore(database);
  const settings = { historyDays: 730 };
  const history = new History({
    store: new HistoryStore(database),
    accounts: {
      get: (id) => (id === ALICE ? account({ sessionCount: 10 }) : undefined),
      list: () => [account()],
    },
    serverClock: () => serverClock,
    settings: () => settings,
    clock,
  });
  const facts = { ...nothingChecked, fetchedAt: 1, dropped: 0 };
  return {
    ...{ database, clock, serverClock, sessions, history, settings },
    write: (...entries: readonly HistoryEntry[]) =>
      sessions.saveChange(account(), {
        change: { upserted: [], removed: [] },
        facts,
        history: entries,
        remembered: [],
      }),
    page: (part: { deviceId?: string; text?: string; before?: number | null } = {}) => {
      const deviceId = (part.deviceId ?? null) as DeviceId | null;
      const query = { accountId: ALICE, text: part.text ?? '', before: part.before ?? null };
      const answer = history.page({ ...query, deviceId });
      return answer.ok ? answer.value : expect.fail(answer.error.code);
    },
  };
}

describe('a page of history', () => {
  it('gives every kind of event back as it was written, newest first', () => {
    const { write, page } = setUp();
    const changes: readonly HistoryChange[] = [
      { kind: 'appeared' },
      { kind: 'gone' },
      { kind: 'signed-out' },
      { kind: 'renamed', from: null, to: 'a\0\ud800\\"' },
      { kind: 'address-changed', from: '::1', to: '::2' },
      { kind: 'seen-again', previouslyAt: 7 },
      { kind: 'trust-changed', from: 'verified', to: 'broken-signature' },
    ];
    const entries = changes.map((change) => event('a\0\ud800', change, { displayName: '\\0' }));
    const ofAccount = event(null, { kind: 'identity-changed', from: 'M', to: null });
    write(...entries, ofAccount);
    const { events, before } = page();
    const written = [...entries, ofAccount].map((entry) => ({
      ...entry,
      accountId: ALICE,
      eventId: expect.any(Number) as number,
    }));
    expect(events.toReversed()).toEqual(written);
    expect(before).toBeNull();
  });

  it('goes on where the one before ended, without a gap or a repetition', () => {
    const { write, page } = setUp();
    const count = 2 * PAGE_EVENTS + 1;
    write(...Array.from({ length: count }, (_, at) => event('A', { kind: 'appeared' }, { at })));
    const times: number[] = [];
    let before: number | null = null;
    do {
      const next: ReturnType<typeof page> = page({ before });
      times.push(...next.events.map(({ at }) => at));
      before = next.before;
    } while (before !== null);
    expect(times).toEqual(Array.from({ length: count }, (_, index) => count - 1 - index));
  });

  it('is of one session, or of what a text is found in', () => {
    const { write, page } = setUp();
    write(
      event('PHONE', { kind: 'appeared' }, { displayName: 'Élodie’s 100% Phone' }),
      event('LAPTOP', { kind: 'address-changed', from: '192.0.2.1', to: '192.0.2.77' }),
      event('LAPTOP', { kind: 'renamed', from: 'Old_Name', to: 'New' }, { displayName: 'New' }),
      event('LAPTOP', { kind: 'trust-changed', from: 'verified', to: 'not-verified' }),
    );
    const found = (text: string) => page({ text }).events.map(({ change }) => change.kind);
    expect(page({ deviceId: 'PHONE' }).events).toHaveLength(1);
    expect(found('élodie')).toEqual(['appeared']);
    expect(found('100%')).toEqual(['appeared']);
    expect(found('phone')).toEqual(['appeared']);
    expect(found('2.77')).toEqual(['address-changed']);
    expect(found('old_')).toEqual(['renamed']);
    expect(found('%')).toEqual(['appeared']);
    expect(found(' LAPTOP ')).toHaveLength(3);
    expect(found('verified')).toEqual([]);
    expect(page({ deviceId: 'LAPTOP', text: 'new' }).events).toHaveLength(1);
  });

  it('is of one account, and gone with it', () => {
    const { write, page, history, database } = setUp();
    write(event('A', { kind: 'appeared' }));
    expect(history.page({ accountId: BOB, deviceId: null, text: '', before: null }).ok).toBe(false);
    expect(history.timeline({ accountId: BOB }).ok).toBe(false);
    database.write((connection) => connection.exec('DELETE FROM accounts'));
    expect(page().events).toEqual([]);
  });

  it('leaves out what this version can’t read, and pages on over it', () => {
    const { write, page, database } = setUp();
    write(event('A', { kind: 'appeared' }), event('B', { kind: 'gone' }));
    database.write((connection) =>
      connection.exec(`UPDATE history SET kind = 'danced' WHERE device_id = 'B'`),
    );
    expect(page().events.map(({ deviceId }) => deviceId)).toEqual(['A']);
    write(...Array.from({ length: PAGE_EVENTS - 1 }, () => event('C', { kind: 'gone' })));
    expect(page().events).toHaveLength(PAGE_EVENTS - 1);
    expect(page({ before: page().before }).events.map(({ deviceId }) => deviceId)).toEqual(['A']);
  });
});

describe('the time that history is kept', () => {
  it('ends by itself, in small steps, and the rest stays', async () => {
    const { write, page, clock, settings } = setUp();
    const old = Array.from({ length: 1_200 }, () =>
      event('OLD', { kind: 'gone' }, { at: NOW - 31 * DAY }),
    );
    write(...old, event('NEW', { kind: 'gone' }, { at: NOW - 29 * DAY }));
    settings.historyDays = 30;
    await clock.advance(6 * 60_000);
    await clock.advance(50);
    expect(page({ deviceId: 'OLD' }).events).toHaveLength(PAGE_EVENTS);
    await clock.advance(50);
    expect(page().events.map(({ deviceId }) => deviceId)).toEqual(['NEW']);
    await clock.advance(2 * DAY);
    expect(page().events).toEqual([]);
  });

  it('is counted by the server’s clock, not by a computer’s that is 100 days ahead', async () => {
    const { write, page, clock, serverClock, settings } = setUp();
    serverClock.resume(-100 * DAY, NOW - 100 * DAY);
    const at = NOW - 129 * DAY;
    write(
      event('KEPT', { kind: 'gone' }, { at }),
      event('OLD', { kind: 'gone' }, { at: at - 2 * DAY }),
    );
    settings.historyDays = 30;
    await clock.advance(6 * 60_000);
    expect(page().events.map(({ deviceId }) => deviceId)).toEqual(['KEPT']);
  });

  it('is the new one at once when the user changes it', async () => {
    const { write, page, history, settings, clock } = setUp();
    write(event('A', { kind: 'gone' }, { at: NOW - 31 * DAY }));
    settings.historyDays = 30;
    history.consider();
    await clock.advance(0);
    expect(page().events).toEqual([]);
    history.close();
  });

  it('takes notes on sessions with it of which nothing else is known', async () => {
    const { sessions, write, clock } = setUp();
    const said = { pinned: false, note: 'x' };
    const ids = ['LISTED', 'REMEMBERED', 'FORGOTTEN'] as DeviceId[];
    const annotations = new Map(ids.map((id) => [id, said]));
    sessions.saveWhole(account(), storedList([], {}, annotations), []);
    write(event('REMEMBERED', { kind: 'gone' }), event('FORGOTTEN', { kind: 'gone' }, { at: 1 }));
    sessions.saveChange(account(), {
      change: { upserted: [session('LISTED')], removed: [] },
      facts: { ...nothingChecked, fetchedAt: 1, dropped: 0 },
      history: [],
      remembered: [],
    });
    await clock.advance(6 * 60_000);
    expect([...(sessions.load(ALICE)?.annotations.keys() ?? [])].sort()).toEqual([
      'LISTED',
      'REMEMBERED',
    ]);
  });
});

describe('the timeline', () => {
  const noon = (day: number) => new Date(2026, 2, day, 12).getTime();
  const midnight = (day: number) => new Date(2026, 2, day).getTime();

  it('counts by local day, back from how many sessions there are now', () => {
    const { write, history } = setUp();
    const at = (time: number) => ({ at: time });
    write(
      event('A', { kind: 'appeared' }, at(midnight(1))),
      event('B', { kind: 'appeared' }, at(midnight(2) - 1)),
      event('A', { kind: 'gone' }, at(noon(5))),
      event('B', { kind: 'signed-out' }, at(noon(5))),
      event('C', { kind: 'appeared' }, at(noon(5))),
      event('C', { kind: 'renamed', from: null, to: 'x' }, at(noon(6))),
    );
    expect(history.timeline({ accountId: ALICE })).toEqual({
      ok: true,
      value: [
        { day: midnight(1), sessions: 11, appeared: 2, gone: 0, signedOut: 0 },
        { day: midnight(5), sessions: 10, appeared: 1, gone: 1, signedOut: 1 },
      ],
    });
  });

  it('has the newest 800 days, and no numbers that nobody knows', () => {
    const buckets = Array.from({ length: 900 }, (_, day) => ({
      at: noon(1) + day * DAY,
      kind: 'appeared' as const,
      count: 1,
    }));
    const days = timelineOf(buckets, null);
    expect(days).toHaveLength(800);
    expect(days.at(-1)?.day).toBe(new Date(noon(1) + 899 * DAY).setHours(0, 0, 0, 0));
    expect(days.every(({ sessions }) => sessions === null)).toBe(true);
  });
});
