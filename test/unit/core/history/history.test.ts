import { join } from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../../electron/core/store/database.ts';
import type { HistoryEntry } from '../../../../electron/core/changes/history-diff.ts';
import {
  FIRST_EVENTS,
  HistoryStore,
  PAGE_ACTS,
  PAGE_EVENTS,
} from '../../../../electron/core/store/history-store.ts';
import { History } from '../../../../electron/core/history/history.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { SignOutStore } from '../../../../electron/core/store/sign-out-store.ts';
import { timelineOf } from '../../../../electron/core/changes/timeline.ts';
import { ServerClock } from '../../../../electron/matrix/server-clock.ts';
import type { Result } from '../../../../electron/shared/errors.ts';
import type {
  HistoryAct,
  HistoryChange,
  HistoryEvent,
  HistoryFilter,
} from '../../../../electron/shared/history.ts';
import type { AccountId, DeviceId, OperationId } from '../../../../electron/shared/ids.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import { olderThan } from '../store/older-file.ts';
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
const NOBODY = '00000000-0000-4000-8000-000000000000' as AccountId;
const bob = account({ accountId: BOB, userId: '@bob:example.org', sessionCount: 3 });

function event(deviceId: string | null, change: HistoryChange, part: Partial<HistoryEntry> = {}) {
  return { deviceId: deviceId as DeviceId | null, displayName: null, at: NOW, change, ...part };
}

function setUp(folder = temporaryFolder()) {
  const database = new Database({
    path: join(folder, 'muster.sqlite'),
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  const clock = fakeClock();
  const serverClock = new ServerClock(clock);
  const sessions = new SessionStore(database);
  const settings = { historyDays: 730 };
  const accounts = [account({ sessionCount: 10 }), bob];
  const history = new History({
    store: new HistoryStore(database),
    accounts: {
      get: (id) => accounts.find(({ accountId }) => accountId === id),
      list: () => accounts,
    },
    serverClock: () => serverClock,
    settings: () => settings,
    clock,
  });
  const facts = { ...nothingChecked, fetchedAt: 1, dropped: 0 };
  const writeFor = (owner: Account, ...entries: readonly HistoryEntry[]) =>
    sessions.saveChange(owner, {
      change: { upserted: [], removed: [] },
      facts,
      history: entries,
      remembered: [],
    });
  return {
    ...{ database, clock, serverClock, sessions, history, settings },
    write: (...entries: readonly HistoryEntry[]) => writeFor(account(), ...entries),
    writeFor,
    /** All events that a filter leaves, newest act first. */
    page: (part: { deviceId?: string } & Partial<HistoryFilter> = {}): readonly HistoryEvent[] =>
      part.deviceId === undefined
        ? pages((before) => {
            const { acts, before: next } = valueOf(
              history.acts({ accountId: ALICE, filter: { ...everything, ...part }, before }),
            );
            return { items: acts, next };
          }).flatMap((act) => eventsOf(history, act, part))
        : valueOf(
            history.ofSession({
              accountId: ALICE,
              deviceId: part.deviceId as DeviceId,
              before: null,
            }),
          ).events,
  };
}

const everything: HistoryFilter = { kinds: [], text: '', during: null };

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** Page after page. */
function pages<T>(
  read: (from: number | null) => { readonly items: readonly T[]; readonly next: number | null },
): readonly T[] {
  const all: T[] = [];
  for (let from: number | null = null; ;) {
    const { items, next } = read(from);
    all.push(...items);
    if (next === null) return all;
    from = next;
  }
}

function eventsOf(
  history: History,
  { accountId, actId }: HistoryAct,
  part: Partial<HistoryFilter> = {},
): readonly HistoryEvent[] {
  return pages((after) => {
    const filter = { ...everything, ...part };
    const { events, after: next } = valueOf(history.ofAct({ accountId, actId, filter, after }));
    return { items: events, next };
  });
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
    const events = page();
    const written = [...entries, ofAccount].map((entry) => ({
      ...entry,
      accountId: ALICE,
      eventId: expect.any(Number) as number,
    }));
    expect(events.toReversed()).toEqual(written);
  });

  it('of one session goes on where the one before ended, without a gap or a repetition', () => {
    const { write, history } = setUp();
    const count = 2 * PAGE_EVENTS + 1;
    write(...Array.from({ length: count }, (_, at) => event('A', { kind: 'appeared' }, { at })));
    const times = pages((before) => {
      const query = { accountId: ALICE, deviceId: 'A' as DeviceId, before };
      const { events, before: next } = valueOf(history.ofSession(query));
      return { items: events.map(({ at }) => at), next };
    });
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
    const found = (text: string) => page({ text }).map(({ change }) => change.kind);
    expect(page({ deviceId: 'PHONE' })).toHaveLength(1);
    expect(found('élodie')).toEqual(['appeared']);
    expect(found('100%')).toEqual(['appeared']);
    expect(found('phone')).toEqual(['appeared']);
    expect(found('2.77')).toEqual(['address-changed']);
    expect(found('old_')).toEqual(['renamed']);
    expect(found('%')).toEqual(['appeared']);
    expect(found(' LAPTOP ')).toHaveLength(3);
    expect(found('verified')).toEqual([]);
  });

  it('is of one account, and gone with it', () => {
    const { write, page, history, database } = setUp();
    write(event('A', { kind: 'appeared' }));
    expect(history.acts({ accountId: NOBODY, filter: everything, before: null }).ok).toBe(false);
    expect(history.timeline({ accountId: NOBODY }).ok).toBe(false);
    database.write((connection) => connection.exec('DELETE FROM accounts'));
    expect(page()).toEqual([]);
  });

  it('leaves out what this version can’t read, and pages on over it', () => {
    const { write, page, database } = setUp();
    write(event('A', { kind: 'appeared' }), event('B', { kind: 'gone' }));
    database.write((connection) =>
      connection.exec(`UPDATE history SET kind = 'danced' WHERE device_id = 'B'`),
    );
    expect(page().map(({ deviceId }) => deviceId)).toEqual(['A']);
    write(...Array.from({ length: PAGE_EVENTS - 1 }, () => event('C', { kind: 'gone' })));
    expect(page()).toHaveLength(PAGE_EVENTS);
  });
});

describe('acts', () => {
  const ids = (count: number) =>
    Array.from({ length: count }, (_, index) => `D${index}` as DeviceId);

  it('are what happened at once, with the first of it, and open to all of it', () => {
    const { write, history } = setUp();
    write(
      ...ids(PAGE_EVENTS + 5).map((id) => event(id, { kind: 'gone' })),
      event('NEW', { kind: 'appeared' }),
    );
    write(event('LATER', { kind: 'gone' }, { at: NOW + 1 }));
    const { acts, before } = valueOf(
      history.acts({ accountId: ALICE, filter: everything, before: null }),
    );
    expect(acts.map(({ kind, count, total }) => [kind, count, total])).toEqual([
      ['gone', 1, 1],
      ['appeared', 1, 1],
      ['gone', PAGE_EVENTS + 5, PAGE_EVENTS + 5],
    ]);
    expect(before).toBeNull();
    expect(acts[2]?.events.map(({ deviceId }) => deviceId)).toEqual(ids(FIRST_EVENTS));
    expect(eventsOf(history, acts[2]!).map(({ deviceId }) => deviceId)).toEqual(
      ids(PAGE_EVENTS + 5),
    );
    const others = { accountId: BOB, actId: acts[2]!.actId, filter: everything, after: null };
    expect(valueOf(history.ofAct(others)).events).toEqual([]);
  });

  it('come in pages over all accounts, none lost and none twice', () => {
    const { write, writeFor, history } = setUp();
    for (let at = 0; at < PAGE_ACTS; at += 1) {
      write(event('A', { kind: 'gone' }, { at }));
      writeFor(bob, event('B', { kind: 'gone' }, { at }));
    }
    const all = pages((before) => {
      const { acts, before: next } = valueOf(
        history.acts({ accountId: null, filter: everything, before }),
      );
      return { items: acts, next };
    });
    expect(all.map(({ accountId, at }) => [accountId, at])).toEqual(
      Array.from({ length: PAGE_ACTS }, (_, index) => PAGE_ACTS - 1 - index).flatMap((at) => [
        [BOB, at],
        [ALICE, at],
      ]),
    );
  });

  it('of a kind, a time or a text are those of which something is left, with how much', () => {
    const { write, history } = setUp();
    write(...ids(12).map((id, index) => event(id, { kind: 'gone' }, { at: NOW + index })));
    write(...ids(12).map((id) => event(id, { kind: 'appeared' }, { at: NOW + 50 })));
    const found = (part: Partial<HistoryFilter>) =>
      valueOf(
        history.acts({ accountId: ALICE, filter: { ...everything, ...part }, before: null }),
      ).acts.map(({ kind, count, total }) => `${kind} ${count}/${total}`);
    expect(found({ kinds: ['appeared', 'renamed'] })).toEqual(['appeared 12/12']);
    expect(found({ during: { from: NOW + 11, until: NOW + 50 } })).toEqual(['gone 1/1']);
    expect(found({ text: 'd1', kinds: ['appeared'] })).toEqual(['appeared 3/12']);
    expect(found({ text: 'nobody' })).toEqual([]);
  });

  it('of a sign-out are one, however often the list was read, and lead to its record', () => {
    const { write, history, database } = setUp();
    const signOuts = new SignOutStore(database);
    const operationId = 'one' as OperationId;
    const sessions = ids(3).map((deviceId) => ({ deviceId, displayName: null, lastSeenAt: null }));
    signOuts.begin(account(), { operationId, way: 'guided', askedAt: NOW, sessions });
    write(event('D0', { kind: 'signed-out' }, { at: NOW + 1 }));
    write(
      event('D1', { kind: 'signed-out' }, { at: NOW + 2 }),
      event('OTHER', { kind: 'signed-out' }, { at: NOW + 2 }),
    );
    const { acts } = valueOf(history.acts({ accountId: ALICE, filter: everything, before: null }));
    expect(acts.map((act) => [act.operationId, act.count])).toEqual([
      [null, 1],
      ['one', 2],
    ]);
    const outcomes = { gone: ids(2), goneBefore: [], stillThere: [], unknown: ['D2' as DeviceId] };
    signOuts.end(operationId, 'guided', outcomes, NOW + 9);
    const ended = signOuts.record(operationId)?.sessions;
    expect(ended?.map(({ outcome, checkedAt }) => [outcome, checkedAt])).toEqual([
      ['gone', NOW + 1],
      ['gone', NOW + 2],
      ['unknown', null],
    ]);
    // A list that was behind shows it later: the record follows.
    write(event('D2', { kind: 'signed-out' }, { at: NOW + 20 }));
    expect(signOuts.record(operationId)?.sessions[2]).toMatchObject({
      outcome: 'gone',
      checkedAt: NOW + 20,
    });
  });

  it('are made of what an older Muster has written, by kind and moment', () => {
    const folder = temporaryFolder();
    const older = new Sqlite(join(folder, 'muster.sqlite'));
    olderThan(older, '0011-acts.sql');
    older.exec(`INSERT INTO accounts (account_id, user_id, base_url, kept_in)
      VALUES ('${ALICE}', '@a:x', 'https://x', 'keychain')`);
    const insert = older.prepare(
      `INSERT INTO history (account_id, device_id, at, kind, search) VALUES (?, ?, ?, ?, '')`,
    );
    for (const id of ids(3)) insert.run(ALICE, id, NOW, 'signed-out');
    insert.run(ALICE, 'NEW', NOW, 'appeared');
    insert.run(ALICE, 'D9', NOW + 1, 'signed-out');
    older.close();
    const { history } = setUp(folder);
    const { acts } = valueOf(history.acts({ accountId: ALICE, filter: everything, before: null }));
    expect(acts.map(({ kind, count }) => [kind, count])).toEqual([
      ['signed-out', 1],
      ['appeared', 1],
      ['signed-out', 3],
    ]);
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
    expect(page({ deviceId: 'OLD' })).toHaveLength(PAGE_EVENTS);
    await clock.advance(50);
    expect(page().map(({ deviceId }) => deviceId)).toEqual(['NEW']);
    await clock.advance(2 * DAY);
    expect(page()).toEqual([]);
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
    expect(page().map(({ deviceId }) => deviceId)).toEqual(['KEPT']);
  });

  it('is the new one at once when the user changes it', async () => {
    const { write, page, history, settings, clock } = setUp();
    write(event('A', { kind: 'gone' }, { at: NOW - 31 * DAY }));
    settings.historyDays = 30;
    history.consider();
    await clock.advance(0);
    expect(page()).toEqual([]);
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
      value: {
        step: 'day',
        points: [
          { at: midnight(1), sessions: 11, appeared: 2, gone: 0, signedOut: 0 },
          { at: midnight(5), sessions: 10, appeared: 1, gone: 1, signedOut: 1 },
        ],
      },
    });
  });

  it('has the newest 800 days, and no numbers that nobody knows', () => {
    const buckets = Array.from({ length: 900 }, (_, day) => ({
      at: noon(1) + day * DAY,
      kind: 'appeared' as const,
      count: 1,
    }));
    const days = timelineOf(buckets, null, noon(1) + 900 * DAY).points;
    expect(days).toHaveLength(800);
    expect(days.at(-1)?.at).toBe(new Date(noon(1) + 899 * DAY).setHours(0, 0, 0, 0));
    expect(days.every(({ sessions }) => sessions === null)).toBe(true);
  });

  it('is by the hour while it is younger than two days, and of all accounts together', () => {
    const { write, writeFor, history, clock } = setUp();
    const hour = new Date(clock.now()).setMinutes(0, 0, 0);
    write(event('A', { kind: 'appeared' }, { at: hour - 47 * 3_600_000 }));
    writeFor(bob, event('B', { kind: 'gone' }, { at: hour }));
    expect(valueOf(history.timeline({ accountId: null }))).toEqual({
      step: 'hour',
      points: [
        { at: hour - 47 * 3_600_000, sessions: 14, appeared: 1, gone: 0, signedOut: 0 },
        { at: hour, sessions: 13, appeared: 0, gone: 1, signedOut: 0 },
      ],
    });
  });
});
